using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Configuration;

/// <summary>
/// Writes options as JSON: every option with its value, defaults too, so that binding it again gives the same options. The same
/// options give the same text: options stand in the order of their declaration, dictionaries in the ordinal order of
/// their keys, and numbers in the shortest form that reads back as the same number.
/// </summary>
/// <remarks>
/// No <c>JsonSerializer</c>: its default options remember types, which would keep a plugin from being unloaded.
/// </remarks>
public static class OptionsText
{
    /// <summary>The options as a JSON object.</summary>
    /// <exception cref="ArgumentException">A number is not finite, which JSON cannot express.</exception>
    public static JsonObject ToJson(object options) => new(OptionProperty.Of(options.GetType())
        .Select(property => KeyValuePair.Create(property.Name, Value(property.Get(options)))));

    internal static JsonNode? Value(object? value) => value switch
    {
        null => null,
        bool boolean => JsonValue.Create(boolean),
        string text => JsonValue.Create(text),
        Enum name => JsonValue.Create(name.ToString()),
        TimeSpan duration => JsonValue.Create(duration.ToString("c", CultureInfo.InvariantCulture)),
        double number => Finite(number) ? JsonValue.Create(number) : null,
        float number => Finite(number) ? JsonValue.Create(number) : null,
        IConvertible number => JsonValue.Create(number.ToDecimal(CultureInfo.InvariantCulture)),
        SettingsNode node => node.ToJson(),
        IDictionary dictionary => new JsonObject(dictionary.Keys.Cast<string>().Order(StringComparer.Ordinal)
            .Select(key => KeyValuePair.Create(key, Value(dictionary[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(Value)]),
        _ => ToJson(value),
    };

    private static bool Finite(double number) => double.IsFinite(number)
        ? true
        : throw new ArgumentException($"JSON cannot express the number {number.ToString(CultureInfo.InvariantCulture)}.");
}
