using System.Text.Json.Nodes;
using ScottPlot;

namespace SamHost.Reporting.Figures;

/// <summary>A figure of a report: what is drawn, by the page in a browser and as files for papers.</summary>
/// <param name="Name">Its files' name, without the ending.</param>
/// <param name="Title">What stands above.</param>
/// <param name="AltText">The alternative text, for screen readers.</param>
/// <param name="Caption">What stands below it; empty for nothing.</param>
public abstract record Figure(string Name, string Title, string AltText, string Caption)
{
    private protected const int Width = 560;
    private protected const int Height = 360;
    private const int LegendLine = 20;

    /// <summary>What the page's script draws: see <c>figure.js</c>.</summary>
    internal abstract JsonObject Describe();

    /// <summary>The same for the files, with its size in pixels.</summary>
    internal abstract (Plot Plot, int Width, int Height) Draw();

    /// <summary>Writes <c>Name.svg</c> and <c>Name.png</c>.</summary>
    public void Save(string folder)
    {
        var (plot, width, height) = Draw();
        File.WriteAllText(Path.Combine(folder, Name + ".svg"), FigureSvg.Of(plot.GetSvgXml(width, height), Name, AltText) + "\n");
        plot.ScaleFactor = 2;
        plot.SavePng(Path.Combine(folder, Name + ".png"), 2 * width, 2 * height);
    }

    /// <summary>A legend below the plot, which keeps its own size.</summary>
    private protected static (Plot Plot, int Width, int Height) WithLegend(Plot plot, int entries)
    {
        plot.ShowLegend(Edge.Bottom);
        return (plot, Width, Height + entries * LegendLine);
    }

    /// <summary>A list of numbers, to the digits that are seen.</summary>
    private protected static JsonArray Numbers(IEnumerable<double> values) =>
        new([.. values.Select(value => double.IsFinite(value) ? JsonValue.Create(Rounded(value)) : null)]);

    private static double Rounded(double value) => value == 0 ? 0
        : Math.Abs(value) is >= 1e-9 and < 1e9 ? Math.Round(value, Math.Clamp(5 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 15))
        : value;
}
