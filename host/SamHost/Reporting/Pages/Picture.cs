using SamHost.Training;
using SkiaSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Reporting.Pages;

/// <summary>Training examples as small pictures, each stretched from black to white: their values may have been standardised.</summary>
public static class Picture
{
    /// <summary>An example's picture as a data URI (PNG); null where the data are no pictures.</summary>
    public static string? Of(TrainingData data, int index)
    {
        if (data.PictureShape is not [var channels, var height, var width]) return null;
        using var scope = NewDisposeScope();
        var pixels = data.Inputs[index].to(ScalarType.Float64).reshape(channels, height, width);
        var (low, high) = (pixels.min().ToDouble(), pixels.max().ToDouble());
        var values = ((pixels - low) * (255 / Math.Max(high - low, 1e-12))).expand(3, height, width).permute(1, 2, 0).contiguous().data<double>().ToArray();
        using var bitmap = new SKBitmap((int)width, (int)height, SKColorType.Rgb888x, SKAlphaType.Opaque);
        bitmap.Pixels = [.. values.Chunk(3).Select(pixel => new SKColor((byte)Math.Round(pixel[0]), (byte)Math.Round(pixel[1]), (byte)Math.Round(pixel[2])))];
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return "data:image/png;base64," + Convert.ToBase64String(png.AsSpan());
    }

    /// <summary>A list of examples with their pictures.</summary>
    /// <param name="data">The pictures. The labels of another run of the same data may be others.</param>
    /// <param name="examples">Index, given and true label, null where they were not recorded, and what stands below the labels.</param>
    /// <param name="truthIsKnown">Whether true labels are worth showing: whether any differs from the given one.</param>
    public static Html Gallery(TrainingData data, IEnumerable<(int Index, int? Given, int? Truth, string Note)> examples, bool truthIsKnown) => Html.Of($"""
        <ul class="pictures">
        {examples.Select(example => Item(data, example, truthIsKnown))}
        </ul>
        """);

    private static Html Item(TrainingData data, (int Index, int? Given, int? Truth, string Note) example, bool truthIsKnown)
    {
        var (index, given, truth) = (example.Index, Name(example.Given), Name(example.Truth));
        var kind = !truthIsKnown ? "unknown" : given != truth ? "flipped" : "clean";
        var words = truthIsKnown ? $"given {given}, true {truth}" : $"given {given}";
        return Html.Of($"<li class=\"{kind}\"><img src=\"{Of(data, index)}\" alt=\"Example {index}: {words}\"><b>{given}</b>{(kind == "flipped" ? $", truly {truth}" : "")}<br>{example.Note}</li>");

        string Name(int? label) => label is { } known ? data.ClassNames[known] : "-";
    }
}
