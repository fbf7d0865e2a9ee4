using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.Studies.Plans;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The tables of settings and components, made from the program.</summary>
internal static class ReferenceTables
{
    private const string Required = "required";

    /// <summary>The shipped plugins.</summary>
    public static PluginCatalog Catalog { get; } =
        new PluginCatalogLoader(new PluginsOptions()).Load(AppContext.BaseDirectory, AppContext.BaseDirectory);

    /// <summary>The schema of appsettings.json with the shipped plugins.</summary>
    public static JsonObject Schema { get; } = StudySchema.Of(Modules.Sections, Catalog);

    /// <summary>A row for each setting.</summary>
    public static string Settings()
    {
        var table = new StringBuilder("| setting | default | |\n| :-- | :-- | :-- |\n");
        foreach (var (path, setting) in All(Schema, ""))
            table.Append($"| `{path}` | {Default(path, setting)} | {setting["description"]!.GetValue<string>()} |\n");
        return table.ToString();
    }

    /// <summary>A row for each component of the shipped plugins.</summary>
    public static string Components()
    {
        var table = new StringBuilder("| kind | name | options | |\n| :-- | :-- | :-- | :-- |\n");
        foreach (var kind in Enum.GetValues<ComponentKind>())
        {
            foreach (var component in Catalog.Names(kind).Select(name => Catalog.Find(kind, name)!))
                table.Append($"| {kind} | `{component.Name}` | {Options(component.OptionsType)} | {component.Description} |\n");
        }

        return table.ToString();
    }

    private static IEnumerable<(string Path, JsonNode Setting)> All(JsonNode schema, string prefix)
    {
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        foreach (var (name, setting) in schema["properties"]!.AsObject())
        {
            if (name == "$schema") continue;
            var path = prefix + name;
            // A section is nothing to set, but for one that may be left out.
            if (setting!["description"] is not null && (setting["properties"] is null || IsComponent(setting) || IsOptional(setting)))
            {
                var row = setting.DeepClone();
                if (required.Contains(name)) row["default"] = Required;
                yield return (path, row);
            }

            var inner = setting["items"]?["properties"] is not null ? setting["items"]! : setting;
            if (inner["properties"] is null) continue;
            foreach (var row in All(inner, inner == setting ? path + ":" : path + ":0:")
                .Where(row => !IsComponent(inner) || !IsNameOrOptions(row.Path))) yield return row;
        }
    }

    private static bool IsComponent(JsonNode setting) => setting["properties"]?["Options"] is not null;

    private static bool IsOptional(JsonNode setting) => setting["type"] is JsonArray;

    private static bool IsNameOrOptions(string path) =>
        path.EndsWith(":Name", StringComparison.Ordinal) || path.EndsWith(":Options", StringComparison.Ordinal);

    private static string Default(string path, JsonNode setting) => setting["default"] switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text == Required ? text : $"`{text}`",
        null when Name(path) is { } name => $"`{name}`",
        null => "`null`",
        var value => $"`{value.ToJsonString()}`",
    };

    // The schema has no default for a component; the options have.
    private static string? Name(string path) => path switch
    {
        "Study:Noise" => new StudyOptions().Noise.Name,
        "Study:Loss" => new StudyOptions().Loss.Name,
        "Study:BaseRule" => new StudyOptions().BaseRule.Name,
        "Study:Schedule" => new StudyOptions().Schedule.Name,
        _ => null,
    };

    private static string Options(Type type)
    {
        var schema = OptionsSchema.Of(type);
        var required = schema["required"]?.AsArray().Select(name => name!.GetValue<string>()).ToHashSet() ?? [];
        return string.Join(", ", schema["properties"]!.AsObject().Select(option =>
            required.Contains(option.Key) ? $"`{option.Key}` ({Required})" : $"`{option.Key}` = {Text(option.Value!["default"])}"));
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue text when text.TryGetValue<string>(out var name) => name == "," ? "`,`" : name,
        _ => value.ToJsonString(),
    };
}
