using System.Text;
using System.Text.Json;

namespace SamHost.Configuration;

/// <summary>Reads JSON, with comments and trailing commas, into a settings tree.</summary>
public static class SettingsJson
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads one JSON value. A key that an object gives twice, in whatever case, is a problem.</summary>
    /// <param name="utf8">Valid UTF-8, without a byte order mark.</param>
    /// <param name="origin">The origin of every node.</param>
    /// <param name="problems">Where double keys are reported, with line and column.</param>
    /// <exception cref="JsonException">
    /// A syntax error: line and byte in the line count from zero, as usual; <see cref="Location"/> turns them into words.
    /// </exception>
    public static SettingsNode Parse(ReadOnlySpan<byte> utf8, string origin, SettingsProblems problems)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        var node = Value(ref reader, utf8, origin, problems);
        reader.Read(); // Throws where something follows.
        return node;
    }

    /// <summary>A place in a text, both counted from one: <c>line 3, column 5</c>.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="line">Lines before it.</param>
    /// <param name="byteInLine">Bytes before it in its line.</param>
    public static string Location(ReadOnlySpan<byte> utf8, long line, long byteInLine)
    {
        for (var i = 0L; i < line; i++)
            utf8 = utf8[(utf8.IndexOf((byte)'\n') + 1)..];
        var before = utf8[..(int)Math.Min(byteInLine, utf8.Length)];
        return $"line {line + 1}, column {Encoding.UTF8.GetCharCount(before) + 1}";
    }

    private static SettingsNode Value(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, SettingsProblems problems) =>
        reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader, utf8, origin, problems),
            JsonTokenType.StartArray => Array(ref reader, utf8, origin, problems),
            JsonTokenType.String => SettingsNode.Value(SettingsKind.String, Text(ref reader, utf8), origin),
            JsonTokenType.Number => SettingsNode.Value(SettingsKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), origin),
            JsonTokenType.True => SettingsNode.Value(SettingsKind.Boolean, "true", origin),
            JsonTokenType.False => SettingsNode.Value(SettingsKind.Boolean, "false", origin),
            _ => SettingsNode.Value(SettingsKind.Null, "null", origin),
        };

    private static SettingsNode Object(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, SettingsProblems problems)
    {
        var members = new OrderedDictionary<string, SettingsNode>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (key, start) = (Text(ref reader, utf8), reader.TokenStartIndex);
            reader.Read();
            var value = Value(ref reader, utf8, origin, problems);
            if (members.TryAdd(key, value))
                continue;
            var (line, byteInLine) = Place(utf8, start);
            problems.Add(Location(utf8, line, byteInLine), origin, $"the key '{key}' is given twice in the same object; keep one of them.");
        }
        return SettingsNode.Object(members, origin);
    }

    private static SettingsNode Array(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string origin, SettingsProblems problems)
    {
        var elements = new List<SettingsNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            elements.Add(Value(ref reader, utf8, origin, problems));
        return SettingsNode.Array(elements, origin);
    }

    private static string Text(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            var (line, byteInLine) = Place(utf8, reader.TokenStartIndex);
            throw new JsonException(
                "The string holds half of a surrogate pair. Expected both halves, such as \\ud83d\\ude00.", null, line, byteInLine);
        }
    }

    private static (long Line, long ByteInLine) Place(ReadOnlySpan<byte> utf8, long index)
    {
        var before = utf8[..(int)index];
        return (before.Count((byte)'\n'), index - before.LastIndexOf((byte)'\n') - 1);
    }
}
