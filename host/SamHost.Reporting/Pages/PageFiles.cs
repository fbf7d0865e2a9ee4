using System.Text.RegularExpressions;
using SamHost.Reporting.Figures;

namespace SamHost.Reporting.Pages;

/// <summary>A page in a folder, with its figures as SVG and PNG in <c>figures/</c> beside it.</summary>
public static partial class PageFiles
{
    private const string FigureFolder = "figures";

    /// <summary>
    /// Writes the files. Figures that the page had before and has no more are deleted; whatever else is in the folder stays.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static void Write(string folder, string name, string page, IReadOnlyList<Figure> figures)
    {
        var file = Path.Combine(folder, name);
        var pictures = Directory.CreateDirectory(Path.Combine(folder, FigureFolder)).FullName;
        var former = File.Exists(file) ? FigureId().Matches(File.ReadAllText(file)).Select(id => id.Groups[1].Value) : [];
        foreach (var gone in former.Except(figures.Select(figure => figure.Name)))
        {
            File.Delete(Path.Combine(pictures, gone + ".svg"));
            File.Delete(Path.Combine(pictures, gone + ".png"));
        }

        foreach (var figure in figures) figure.Save(pictures);
        File.WriteAllText(file, page);
    }

    [GeneratedRegex("<figure id=\"([A-Za-z0-9._-]+)\">")]
    private static partial Regex FigureId();
}
