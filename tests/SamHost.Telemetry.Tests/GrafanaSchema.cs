using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>Holds a dashboard against the types of Grafana's own package, which <c>derive.mjs</c> wrote into <c>schema.json</c>.</summary>
internal static class GrafanaSchema
{
    // The package has no types for the options of these: rows have none, and a view of a trace is left at its defaults.
    private static readonly string[] WithoutOptions = ["row", "traces"];

    private static readonly JsonNode Json =
        JsonNode.Parse(Repository.Read("tests/SamHost.Telemetry.Tests/GrafanaSchema/schema.json"))!;

    /// <summary>The version of the package, which is Grafana's.</summary>
    public static string Version => Json["version"]!.GetValue<string>();

    /// <summary>What is wrong with a dashboard, a line each.</summary>
    public static IReadOnlyList<string> Problems(JsonNode dashboard)
    {
        var problems = Check(dashboard, "#Dashboard", "dashboard").ToList();
        foreach (var panel in dashboard["panels"]!.AsArray()) problems.AddRange(PanelProblems(panel!));
        return problems;
    }

    private static IEnumerable<string> PanelProblems(JsonNode panel)
    {
        var type = panel["type"]!.GetValue<string>();
        var path = $"panel {panel["id"]} ({type})";
        if (WithoutOptions.Contains(type)) return panel["options"] is JsonObject { Count: > 0 } ? [$"{path}: it has options."] : [];
        if (Fields($"{type}.Options") is null) return [$"{path}: there is no such type of panel."];
        var config = panel["fieldConfig"]!;
        var problems = Check(panel["options"], $"#{type}.Options", $"{path}.options");
        if (config["defaults"]!["custom"] is { } custom)
            problems = problems.Concat(Check(custom, $"#{type}.FieldConfig", $"{path}.custom"));
        return problems.Concat(
            config["overrides"]!.AsArray().SelectMany(one => one!["properties"]!.AsArray())
                .SelectMany(property => PropertyProblems(property!, type, path)));
    }

    // What an override sets is a field of the type of panel, as custom.NAME, or one of all types.
    private static IEnumerable<string> PropertyProblems(JsonNode property, string type, string path)
    {
        var id = property["id"]!.GetValue<string>();
        var fields = id.StartsWith("custom.", StringComparison.Ordinal) ? Fields($"{type}.FieldConfig") : Fields("FieldConfig");
        var field = fields?[$"{id.Split('.')[^1]}?"] ?? fields?[id.Split('.')[^1]];
        return field is null ? [$"{path}: an override sets '{id}', which is not there."]
            : Check(property["value"], field.GetValue<string>(), $"{path}.{id}");
    }

    private static JsonObject? Fields(string type) => Json["types"]![type]?.AsObject();

    /// <summary>The problems of the alternative that has the fewest.</summary>
    private static IEnumerable<string> Check(JsonNode? node, string alternatives, string path)
    {
        var all = alternatives.Split(" | ");
        if (node is JsonArray list && all.Where(one => one.StartsWith("[]", StringComparison.Ordinal)).ToList() is { Count: > 0 } elements)
        {
            var element = string.Join(" | ", elements.Select(one => one[2..]));
            return list.SelectMany((item, i) => Check(item, element, $"{path}[{i}]"));
        }

        return all.Select(one => Against(node, one, path).ToList()).MinBy(problems => problems.Count)!;
    }

    private static IEnumerable<string> Against(JsonNode? node, string type, string path)
    {
        if (type.StartsWith('#')) return node is JsonObject fields ? Members(fields, type[1..], path) : [$"{path}: is no {type[1..]}."];
        var kind = node?.GetValueKind() ?? JsonValueKind.Null;
        var fits = type switch
        {
            "any" => true,
            "null" => kind == JsonValueKind.Null,
            "string" => kind == JsonValueKind.String,
            "number" => kind == JsonValueKind.Number,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => type.StartsWith('=') && node?.ToJsonString() == type[1..],
        };
        return fits ? [] : [$"{path}: {node?.ToJsonString() ?? "null"} is not {type}."];
    }

    private static IEnumerable<string> Members(JsonObject node, string type, string path)
    {
        var fields = Fields(type)!;
        foreach (var name in fields.Select(field => field.Key).Where(name => !name.EndsWith('?') && !node.ContainsKey(name)))
            yield return $"{path}: '{name}' is missing.";
        foreach (var (name, value) in node)
        {
            if ((fields[name] ?? fields[$"{name}?"]) is not { } field) yield return $"{path}: {type} has no '{name}'.";
            else foreach (var problem in Check(value, field.GetValue<string>(), $"{path}.{name}")) yield return problem;
        }
    }
}
