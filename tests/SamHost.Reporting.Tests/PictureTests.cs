using SamHost.Contracts.Data;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;
using SkiaSharp;

namespace SamHost.Reporting.Tests;

/// <summary>A picture shows its example, decoded again.</summary>
public class PictureTests
{
    [Fact]
    public void A_grey_example_is_stretched_from_black_to_white()
    {
        var pixels = Decode(Picture.Of(new Examples([1, 2, 3], [-1, 0, 1, 3, 2, 1]), 0)!, width: 3, height: 2);

        // (value - low) * 255 / (high - low), rounded; the low value is -1 and the high one 3.
        Assert.Equal([0, 64, 128, 255, 191, 128], pixels.Select(pixel => (int)pixel.Red));
        Assert.All(pixels, pixel => Assert.Equal((pixel.Red, pixel.Red), (pixel.Green, pixel.Blue)));
    }

    [Fact]
    public void The_channels_of_an_example_are_red_green_and_blue()
    {
        var pixels = Decode(Picture.Of(new Examples([3, 1, 2], [0, 255, 10, 20, 30, 40]), 0)!, width: 2, height: 1);

        Assert.Equal([new SKColor(0, 10, 30), new SKColor(255, 20, 40)], pixels);
    }

    [Fact]
    public void Numbers_are_no_picture() => Assert.Null(Picture.Of(new Examples(null, [1, 2]), 0));

    private static SKColor[] Decode(string uri, int width, int height)
    {
        Assert.StartsWith("data:image/png;base64,", uri, StringComparison.Ordinal);
        using var bitmap = SKBitmap.Decode(Convert.FromBase64String(uri[(uri.IndexOf(',') + 1)..]));
        Assert.Equal((width, height), (bitmap.Width, bitmap.Height));
        return bitmap.Pixels;
    }

    private sealed class Examples(IReadOnlyList<long>? shape, double[] values) : IRecordedExamples
    {
        public NearDuplicates FindNearDuplicates() => new([], null);

        public IReadOnlyList<string> ClassNames => ["a", "b"];

        public IReadOnlyList<string> Ids => ["0"];

        public IReadOnlyList<long>? PictureShape => shape;

        public IExampleCells? Cells => null;

        public double[] ValuesOf(int index) => values;

        public void Dispose()
        {
        }
    }
}
