using Spectre.Console;

namespace SamHost.Display;

/// <summary>A table on the console; Markdown where the output goes to a file or a program.</summary>
public static class TextTable
{
    /// <summary>Draws a table.</summary>
    /// <param name="console">Where it will stand.</param>
    /// <param name="titles">The columns.</param>
    /// <param name="textColumns">How many of the first are text; the others are numbers.</param>
    /// <param name="rows">The cells.</param>
    public static Table Draw(IAnsiConsole console, IReadOnlyList<string> titles, int textColumns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var plain = !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal;
        var table = new Table { Border = plain ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (var (place, title) in titles.Index())
            table.AddColumn(new TableColumn(Markup.Escape(title)) { Alignment = place < textColumns ? Justify.Left : Justify.Right, NoWrap = plain });
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
