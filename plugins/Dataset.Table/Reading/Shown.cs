namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Cells in messages: on one line, and not too long.</summary>
internal static class Shown
{
    private const int Longest = 40;

    internal static string Of(string text, int longest = Longest)
    {
        var escaped = string.Concat(text.Take(longest).Select(c => c switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ when char.IsControl(c) => $"\\x{(int)c:x2}",
            _ => c.ToString(),
        }));
        return text.Length > longest ? escaped + "..." : escaped;
    }

    /// <summary>Some texts in quotes, and that there are more.</summary>
    internal static string Of(IEnumerable<string> texts, int most = 5)
    {
        var list = texts.ToList();
        return string.Join(", ", list.Take(most).Select(text => $"'{Of(text)}'")) + (list.Count > most ? ", ..." : "");
    }
}
