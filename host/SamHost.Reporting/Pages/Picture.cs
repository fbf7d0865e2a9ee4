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
    /// <param name="examples">The examples.</param>
    public static Html Gallery(IRecordedExamples data, IEnumerable<ShownExample> examples) => Html.Of($"""
        <ul class="pictures">
        {examples.Select(example => Item(data, example))}
        </ul>
        """);

    private static Html Item(IRecordedExamples data, ShownExample example)
    {
        var kind = example.Truth is null ? "unknown" : example.Given != example.Truth ? "flipped" : "clean";
        var words = example.Truth is null ? $"given {example.Given}" : $"given {example.Given}, true {example.Truth}";
        var picture = example.Place is { } place
            ? Html.Of($"<img src=\"{Of(data, place)}\" alt=\"Example {example.Id}: {words}\">")
            : new Html("");
        var truly = kind == "flipped" ? $", truly {example.Truth}" : "";
        return Html.Of($"<li class=\"{kind}\">{picture}<b>{example.Given}</b>{truly}<br>{example.Note}</li>");
    }
}
