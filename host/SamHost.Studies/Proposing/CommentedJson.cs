using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Studies.Proposing;

/// <summary>Writes settings as a person would: a member a line where it fits, with comments above some of them.</summary>
/// <param name="comments">The comment lines above the member of a path, such as <c>Study:Model</c>; of the whole by the empty path.</param>
internal sealed class CommentedJson(IReadOnlyDictionary<string, IReadOnlyList<string>> comments)
{
    private const int Longest = 120;
    private const int Indent = 2;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text, with an end of line.</summary>
    public string Of(JsonObject settings)
    {
        var text = new StringBuilder();
        Write(text, settings, "", 0);
        return text.Append('\n').ToString();
    }

    private void Write(StringBuilder text, JsonNode? node, string path, int depth)
    {
        var oneLine = OneLine(node);
        var isPlain = comments.Keys.All(key => key.Length == 0 || !key.StartsWith(path + ":", StringComparison.Ordinal));
        if (path.Length > 0 && isPlain && oneLine.Length + (Indent * depth) <= Longest)
        {
            text.Append(oneLine);
            return;
        }

        var (open, close, members) = node switch
        {
            JsonObject inner => ('{', '}', inner.Select(member => ((string?)member.Key, member.Value)).ToList()),
            JsonArray items => ('[', ']', items.Select(item => ((string?)null, item)).ToList()),
            _ => (' ', ' ', []),
        };
        if (members.Count == 0)
        {
            text.Append(oneLine);
            return;
        }

        text.Append(open).Append('\n');
        if (path.Length == 0) Comment(text, "", depth + 1);
        foreach (var (place, (key, value)) in members.Index())
        {
            var own = key is null ? path : path.Length == 0 ? key : $"{path}:{key}";
            if (key is not null) Comment(text, own, depth + 1);
            text.Append(' ', Indent * (depth + 1));
            if (key is not null) text.Append(JsonSerializer.Serialize(key, Json)).Append(": ");
            Write(text, value, own, depth + 1);
            text.Append(place < members.Count - 1 ? ",\n" : "\n");
        }

        text.Append(' ', Indent * depth).Append(close);
    }

    private void Comment(StringBuilder text, string path, int depth)
    {
        foreach (var line in comments.GetValueOrDefault(path, []))
        {
            // A line break in a name would end the comment.
            text.Append(' ', Indent * depth).Append("// ");
            foreach (var c in line) text.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
            text.Append('\n');
        }
    }

    private static string OneLine(JsonNode? node) => node switch
    {
        JsonObject { Count: 0 } => "{}",
        JsonObject inner =>
            $"{{ {string.Join(", ", inner.Select(member => $"{JsonSerializer.Serialize(member.Key, Json)}: {OneLine(member.Value)}"))} }}",
        JsonArray items => $"[{string.Join(", ", items.Select(OneLine))}]",
        null => "null",
        _ => node.ToJsonString(Json),
    };
}
