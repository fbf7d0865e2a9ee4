using ScottPlot;

namespace SamHost.Reporting.Figures;

/// <summary>A figure of a report.</summary>
/// <param name="Name">Its files' name, without the ending.</param>
/// <param name="AltText">The alternative text, for screen readers.</param>
/// <param name="Caption">What stands below it; empty for nothing.</param>
/// <param name="Plot">What is drawn.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
public sealed record Figure(string Name, string AltText, string Caption, Plot Plot, int Width = 560, int Height = 360)
{
    private readonly Lazy<string> _svg = new(() => FigureSvg.Of(Plot.GetSvgXml(Width, Height), Name, AltText));

    /// <summary>The figure as an SVG element, in the colour of the text around it.</summary>
    public string Svg => _svg.Value;

    /// <summary>Writes <c>Name.svg</c> and <c>Name.png</c>.</summary>
    public void Save(string folder)
    {
        File.WriteAllText(Path.Combine(folder, Name + ".svg"), Svg + "\n");
        Plot.ScaleFactor = 2;
        Plot.SavePng(Path.Combine(folder, Name + ".png"), 2 * Width, 2 * Height);
        Plot.ScaleFactor = 1;
    }
}
