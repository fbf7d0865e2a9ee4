using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>Settings one by one.</summary>
public static class SettingsLeaves
{
    /// <summary>The text of every setting of a document by its path; a list is one.</summary>
    public static IReadOnlyDictionary<string, string> Of(JsonObject settings) => Of(settings, "").ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> Of(JsonNode? node, string path) => node is JsonObject inner
        ? inner.SelectMany(member => Of(member.Value, path.Length == 0 ? member.Key : $"{path}:{member.Key}"))
        : [KeyValuePair.Create(path, node?.ToJsonString().Trim('"') ?? "null")];
}
