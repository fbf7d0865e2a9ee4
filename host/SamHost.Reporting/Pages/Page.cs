using SamHost.Reporting.Figures;

namespace SamHost.Reporting.Pages;

/// <summary>One HTML file with everything in it: it opens from disk and asks the network for nothing.</summary>
public static class Page
{
    /// <summary>The whole document.</summary>
    public static string Document(string title, Html body)
    {
        using var resource = typeof(Page).Assembly.GetManifestResourceStream("page.css")!;
        using var reader = new StreamReader(resource);
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <style>
            {new Html(reader.ReadToEnd())}
            </style>
            </head>
            <body>
            <main>
            {body}
            </main>
            </body>
            </html>
            """).Text + "\n";
    }

    /// <summary>A table.</summary>
    /// <param name="titles">The columns; the first is a row's name.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="textColumns">How many of the first columns are text; the others are numbers.</param>
    public static Html Table(IEnumerable<string> titles, IEnumerable<IReadOnlyList<Html>> rows, int textColumns = 1)
    {
        return Html.Of($"""
            <div class="wide"><table>
            <thead><tr>{titles.Select((title, column) => Html.Of($"<th scope=\"col\"{Class(column)}>{title}</th>"))}</tr></thead>
            <tbody>
            {rows.Select(row => Html.Of($"<tr><th scope=\"row\"{Class(0)}>{row[0]}</th>{row.Skip(1).Select(Cell)}</tr>"))}
            </tbody>
            </table></div>
            """);

        Html Cell(Html cell, int place) => Html.Of($"<td{Class(place + 1)}>{cell}</td>");

        Html Class(int column) => new(column < textColumns ? " class=\"text\"" : "");
    }

    /// <summary>A figure with its caption. Its id is the name of its files: see <see cref="PageFiles"/>.</summary>
    public static Html Figure(Figure figure)
    {
        var caption = figure.Caption.Length == 0 ? new Html("") : Html.Of($"<figcaption>{figure.Caption}</figcaption>");
        return Html.Of($"<figure id=\"{figure.Name}\">{new Html(figure.Svg)}{caption}</figure>");
    }
}
