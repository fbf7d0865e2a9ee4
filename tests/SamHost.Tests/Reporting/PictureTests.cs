using SamHost.Reporting.Pages;
using SamHost.Tests.Support;
using SamHost.Training;
using SkiaSharp;

namespace SamHost.Tests.Reporting;

/// <summary>A picture shows its example, decoded again.</summary>
public class PictureTests
{
    [Fact]
    public void The_pixels_are_those_of_the_example_from_black_to_white()
    {
        using var study = new SmallStudy("""{ "Study": { "Dataset": { "Name": "digits", "Options": { "Scaling": "Standardized" } } } }""");
        using var unit = new SmallStudy("""{ "Study": { "Dataset": { "Name": "digits", "Options": { "Scaling": "Unit" } } } }""");
        using var standardized = study.Scenes.LoadData(new SeedSequence(1));
        using var data = unit.Scenes.LoadData(new SeedSequence(1));

        var uri = Picture.Of(standardized, 7)!;

        Assert.StartsWith("data:image/png;base64,", uri, StringComparison.Ordinal);
        using var bitmap = SKBitmap.Decode(Convert.FromBase64String(uri[(uri.IndexOf(',') + 1)..]));
        Assert.Equal((8, 8), (bitmap.Width, bitmap.Height));
        // Pixels of the file go from 0 to 16, and every digit has a pixel of either kind.
        var expected = data.Inputs[7].data<float>().Select(value => (byte)Math.Round(value * 255));
        Assert.Equal(expected, bitmap.Pixels.Select(pixel => pixel.Red));
        Assert.All(bitmap.Pixels, pixel => Assert.Equal((pixel.Red, pixel.Red), (pixel.Green, pixel.Blue)));
    }

    [Fact]
    public void Numbers_are_no_picture()
    {
        using var study = new SmallStudy();
        using var data = study.Scenes.LoadData(new SeedSequence(1));

        Assert.Null(Picture.Of(data, 0));
    }
}
