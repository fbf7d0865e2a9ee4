using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace SamHost.Configuration;

/// <summary>
/// Describes options types as JSON schemas, for editors to complete and check by. Draft 7: the latest that they support in full.
/// </summary>
public static class OptionsSchema
{
    /// <summary>The value of <c>$schema</c> in a schema.</summary>
    public const string Dialect = "http://json-schema.org/draft-07/schema#";

    /// <summary>The schema of an options type as a part of a document. A <see cref="SettingsNode"/> may be anything.</summary>
    /// <param name="type">The type.</param>
    /// <param name="isWhole">
    /// Whether what it describes stands whole in one file, as an element of a list does; else another file may hold the rest of it, and
    /// nothing is required.
    /// </param>
    /// <exception cref="NotSupportedException">Settings cannot express the type of a property; the message names it.</exception>
    public static JsonObject Of(Type type, bool isWhole = true) => Object(Activator.CreateInstance(type)!, [], isWhole);

    /// <summary>
    /// The schema of a file, which may name its own schema under the key <c>$schema</c>. It may be laid over another or below one, and so
    /// has to hold nothing.
    /// </summary>
    /// <param name="sections">What it may hold.</param>
    public static JsonObject Document(IEnumerable<SettingsSection> sections)
    {
        var properties = new JsonObject { [Settings.SchemaKey] = new JsonObject { ["type"] = "string" } };
        foreach (var section in sections)
        {
            var schema = Of(section.OptionsType, isWhole: false);
            schema.Insert(0, "description", section.Description);
            properties[section.Name] = schema;
        }

        return new JsonObject
        {
            [Settings.SchemaKey] = Dialect,
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Object(object defaults, IReadOnlyList<Type> outer, bool isWhole)
    {
        var type = defaults.GetType();
        if (outer.Contains(type))
            return new JsonObject { ["type"] = "object" }; // A type that holds itself: one level is described.
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in OptionProperty.Of(type))
        {
            var value = property.Get(defaults);
            properties[property.Name] = Property(property, value, [.. outer, type], isWhole);
            if (isWhole && property.MustReplace(value))
                required.Add(property.Name);
        }
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
            schema["required"] = required;
        schema["additionalProperties"] = false;
        return schema;
    }

    private static JsonObject Property(OptionProperty property, object? value, IReadOnlyList<Type> outer, bool isWhole)
    {
        var schema = Value(property.Type, value, outer, isWhole);
        if (property.Description is { } description)
            schema.Insert(0, "description", description);
        if (value is not null && !property.MustReplace(value) && property.Type.Kind is not (OptionKind.Object or OptionKind.Raw))
            schema["default"] = OptionsText.Value(value);
        foreach (var rule in property.Rules)
            AddRule(schema, rule, property.Type);
        return schema;
    }

    private static JsonObject Value(OptionType type, object? value, IReadOnlyList<Type> outer, bool isWhole)
    {
        var schema = type.Kind switch
        {
            OptionKind.Raw => [],
            OptionKind.Object => Object(value ?? Activator.CreateInstance(type.Type)!, outer, isWhole),
            OptionKind.List => new JsonObject { ["type"] = "array", ["items"] = Value(type.Element!, null, outer, isWhole: true) },
            OptionKind.Dictionary =>
                new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(type.Element!, null, outer, isWhole) },
            OptionKind.Boolean => new JsonObject { ["type"] = "boolean" },
            OptionKind.Integer => new JsonObject { ["type"] = "integer" },
            OptionKind.Number => new JsonObject { ["type"] = "number" },
            OptionKind.Enumeration => new JsonObject { ["type"] = "string", ["enum"] = Strings(Enum.GetNames(type.Type)) },
            OptionKind.Duration =>
                new JsonObject { ["type"] = "string", ["pattern"] = @"^-?(\d+\.)?\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,7})?)?$" },
            _ => new JsonObject { ["type"] = "string" },
        };
        if (type.Range is { } range && type.Kind != OptionKind.Duration)
        {
            if (range.Minimum is { } minimum)
                schema[range.ExcludesMinimum ? "exclusiveMinimum" : "minimum"] = minimum;
            if (range.Maximum is { } maximum)
                schema[range.ExcludesMaximum ? "exclusiveMaximum" : "maximum"] = maximum;
        }
        if (type.AllowsNull && schema["type"] is { } name)
        {
            schema["type"] = new JsonArray(name.DeepClone(), "null");
            (schema["enum"] as JsonArray)?.Add(null);
        }
        return schema;
    }

    private static void AddRule(JsonObject schema, ValidationAttribute rule, OptionType type)
    {
        var (shortest, longest) = type.Kind == OptionKind.Text ? ("minLength", "maxLength") : ("minItems", "maxItems");
        switch (rule)
        {
            case MinLengthAttribute minimum:
                schema[shortest] = minimum.Length;
                break;
            case MaxLengthAttribute maximum:
                schema[longest] = maximum.Length;
                break;
            case LengthAttribute length:
                (schema[shortest], schema[longest]) = (length.MinimumLength, length.MaximumLength);
                break;
            case StringLengthAttribute length:
                (schema[shortest], schema[longest]) = (length.MinimumLength, length.MaximumLength);
                break;
            case RequiredAttribute { AllowEmptyStrings: false } when type.Kind == OptionKind.Text:
                schema[shortest] = 1;
                break;
            case RegularExpressionAttribute expression:
                schema["pattern"] = $"^(?:{SchemaPattern.Of(expression.Pattern)})$";
                break;
            case AllowedValuesAttribute allowed:
                schema["enum"] = new JsonArray([.. allowed.Values.Select(OptionsText.Value)]);
                break;
        }
    }

    private static JsonArray Strings(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
}
