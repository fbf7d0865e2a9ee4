namespace SamHost.Runs.Results;

/// <summary>Lines of a CSV file, as RFC 4180 has them.</summary>
public static class CsvText
{
    private static readonly char[] Special = [',', '"', '\n', '\r'];

    /// <summary>A line, without its end.</summary>
    public static string Line(IEnumerable<string> cells) => string.Join(",", cells.Select(Cell));

    private static string Cell(string text) => text.IndexOfAny(Special) < 0 ? text
        : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
