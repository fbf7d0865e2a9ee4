using SamHost.Runs.Results;
using SkiaSharp;

namespace SamHost.Reporting.Pages;

/// <summary>Training examples as small pictures, each stretched from black to white: their values may have been standardised.</summary>
public static class Picture
{
    /// <summary>An example's picture as a data URI (PNG); null where the data are no pictures.</summary>
    public static string? Of(IRecordedExamples data, int index)
    {
        if (data.PictureShape is not [var channels, var height, var width]) return null;
        var values = data.ValuesOf(index);
        var (low, high) = (values.Min(), values.Max());
        var (size, scale) = ((int)(height * width), 255 / Math.Max(high - low, 1e-12));
        using var bitmap = new SKBitmap((int)width, (int)height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        bitmap.Pixels = [.. Enumerable.Range(0, size).Select(pixel => new SKColor(Level(pixel, 0), Level(pixel, 1), Level(pixel, 2)))];
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.AsSpan());

        // A picture of one channel is grey.
        byte Level(int pixel, int channel) => (byte)Math.Round((values[(channels == 1 ? 0 : channel * size) + pixel] - low) * scale);
    }

    /// <summary>A list of examples with their pictures.</summary>
    /// <param name="data">The pictures. The labels of another run of the same data may be others.</param>
    /// <param name="examples">Index, given and true label, null where they were not recorded, and what stands below the labels.</param>
    /// <param name="truthIsKnown">Whether true labels are worth showing: whether any differs from the given one.</param>
    public static Html Gallery(
        IRecordedExamples data, IEnumerable<(int Index, int? Given, int? Truth, string Note)> examples, bool truthIsKnown) => Html.Of($"""
        <ul class="pictures">
        {examples.Select(example => Item(data, example, truthIsKnown))}
        </ul>
        """);

    private static Html Item(IRecordedExamples data, (int Index, int? Given, int? Truth, string Note) example, bool truthIsKnown)
    {
        var (index, given, truth) = (example.Index, Name(example.Given), Name(example.Truth));
        var kind = !truthIsKnown ? "unknown" : given != truth ? "flipped" : "clean";
        var words = truthIsKnown ? $"given {given}, true {truth}" : $"given {given}";
        var picture = Html.Of($"<img src=\"{Of(data, index)}\" alt=\"Example {index}: {words}\">");
        var truly = kind == "flipped" ? $", truly {truth}" : "";
        return Html.Of($"<li class=\"{kind}\">{picture}<b>{given}</b>{truly}<br>{example.Note}</li>");

        string Name(int? label) => label is { } known ? data.ClassNames[known] : "-";
    }
}
