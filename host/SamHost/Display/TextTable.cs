using Spectre.Console;

namespace SamHost.Display;

/// <summary>A table on the console; Markdown where the output goes to a file or a program.</summary>
internal static class TextTable
{
    /// <summary>Writes a table.</summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="titles">The columns.</param>
    /// <param name="textColumns">How many of the first are text; the others are numbers.</param>
    /// <param name="rows">The cells.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<string> titles, int textColumns, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (console.IsPlain()) WriteMarkdown(console, titles, textColumns, [.. rows]);
        else console.Write(Draw(titles, textColumns, rows));
    }

    private static Table Draw(IReadOnlyList<string> titles, int textColumns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (place, title) in titles.Index())
            table.AddColumn(new TableColumn(Markup.Escape(title)) { Alignment = place < textColumns ? Justify.Left : Justify.Right });
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    // Not by the console's own table, which takes seconds for 10,000 rows.
    private static void WriteMarkdown(
        IAnsiConsole console, IReadOnlyList<string> titles, int textColumns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. titles.Select((title, place) => rows.Select(row => row[place].Length).Append(title.Length).Max())];
        var rule =
            widths.Select((width, place) => place < textColumns ? ":" + new string('-', width - 1) : new string('-', width - 1) + ":");
        var output = console.Profile.Out.Writer;
        foreach (var row in rows.Prepend([.. rule]).Prepend(titles)) output.WriteLine($"| {string.Join(" | ", row.Select(Padded))} |");

        string Padded(string cell, int place) => place < textColumns ? cell.PadRight(widths[place]) : cell.PadLeft(widths[place]);
    }
}
