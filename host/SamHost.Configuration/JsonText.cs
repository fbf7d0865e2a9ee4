using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Configuration;

/// <summary>JSON for people to read: indented, with no more escapes than JSON needs.</summary>
public static class JsonText
{
    private static readonly JsonSerializerOptions Options =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a node, without an end of line.</summary>
    public static string Of(JsonNode node) => node.ToJsonString(Options);
}
