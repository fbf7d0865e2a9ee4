using SamHost.Reporting.Figures;

namespace SamHost.Reporting.Pages;

/// <summary>One HTML file with everything in it: it opens from disk and asks the network for nothing.</summary>
public static class Page
{
    // A module sees no script of the document but by its global names; the page's own goes on where that of figures ends.
    private static readonly string Charts = Inlined(PageResources.Read(PageResources.Charts));
    private static readonly string Script = Inlined(PageResources.Read(PageResources.FigureScript) + PageResources.Read("page.js"));

    private static readonly string Policy =
        $"default-src 'none'; script-src {PageResources.HashOf(Charts)} {PageResources.HashOf(Script)}; style-src 'unsafe-inline'; "
        + "img-src data:";

    /// <summary>The whole document.</summary>
    public static string Document(string title, Html body) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="{Policy}">
        <link rel="icon" href="data:,">
        <title>{title}</title>
        <style>
        {new Html(PageResources.Read(PageResources.FigureStyle))}
        {new Html(PageResources.Read("page.css"))}
        </style>
        </head>
        <body>
        <main>
        <noscript><p class="note warning">Figures are drawn by scripts, which this browser does not run; the folder figures/ beside this
        page has them as SVG and PNG.</p></noscript>
        {body}
        </main>
        <script>{new Html(Charts)}</script>
        <script type="module">{new Html(Script)}</script>
        </body>
        </html>
        """).Text + "\n";

    /// <summary>A table.</summary>
    /// <param name="titles">The columns; the first is a row's name.</param>
    /// <param name="rows">The cells.</param>
    /// <param name="textColumns">How many of the first columns are text; the others are numbers.</param>
    /// <param name="name">What a screen reader calls it.</param>
    /// <param name="sorts">Whether readers can sort it.</param>
    public static Html Table(
        IEnumerable<string> titles, IEnumerable<IReadOnlyList<Html>> rows, int textColumns = 1, string name = "Table", bool sorts = false)
    {
        // What scrolls takes the focus, so that the keyboard reaches its right end.
        return Html.Of($"""
            <div class="wide" tabindex="0" role="region" aria-label="{name}"><table{new Html(sorts ? " class=\"sortable\"" : "")}>
            <thead><tr>{titles.Select((title, column) => Html.Of($"<th scope=\"col\"{Class(column)}>{title}</th>"))}</tr></thead>
            <tbody>
            {rows.Select(row => Html.Of($"<tr><th scope=\"row\"{Class(0)}>{row[0]}</th>{row.Skip(1).Select(Cell)}</tr>"))}
            </tbody>
            </table></div>
            """);

        Html Cell(Html cell, int place) => Html.Of($"<td{Class(place + 1)}>{cell}</td>");

        Html Class(int column) => new(column < textColumns ? " class=\"text\"" : "");
    }

    /// <summary>
    /// A figure with its caption, which the page's script draws. Its id is the name of its files: see <see cref="PageFiles"/>.
    /// </summary>
    public static Html Figure(Figure figure)
    {
        var caption = figure.Caption.Length == 0 ? new Html("") : Html.Of($"<figcaption>{figure.Caption}</figcaption>");
        return Html.Of($"""
            <figure id="{figure.Name}">
            <b class="title">{figure.Title}</b>
            <div class="plot" role="img" aria-label="{figure.AltText}"></div>
            <ul class="legend" hidden></ul>
            {caption}
            <details class="numbers"><summary>These values as a table</summary></details>
            <script type="application/json">{new Html(figure.Describe().ToJsonString())}</script>
            </figure>
            """);
    }

    // The end of a script is found before it is read. JSON has no such sign: it is written as \\u003C.
    private static string Inlined(string script) => script.Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
}
