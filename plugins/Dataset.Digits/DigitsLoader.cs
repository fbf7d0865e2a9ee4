using System.Globalization;
using System.IO.Compression;
using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetDigits;

/// <summary>
/// UCI "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak 1998), embedded in this assembly and split at random: inputs
/// float32 [N, 64], the 8x8 pixels row by row.
/// </summary>
public sealed class DigitsLoader(DigitsOptions options) : IDatasetLoader
{
    /// <summary>The number of examples, training and test together.</summary>
    internal const int ExampleCount = 1797;

    private const int PictureSide = 8;
    private const int PixelCount = PictureSide * PictureSide;
    private const int LargestPixel = 16;

    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        using var scope = NewDisposeScope();
        var table = tensor(ReadTable(), [ExampleCount, PixelCount + 1]);
        var inputs = table.narrow(1, 0, PixelCount).to(ScalarType.Float32).div_(LargestPixel);
        var labels = table.select(1, PixelCount).to(ScalarType.Int64);

        var (trainIndices, testIndices) = Preparation.Split(ExampleCount, options.TestCount, request.Seed);
        var (train, test) = (tensor(trainIndices), tensor(testIndices));
        var (trainInputs, testInputs) = (inputs.index_select(0, train), inputs.index_select(0, test));
        if (options.Scaling != DigitsScaling.Unit)
            Preparation.Standardize(trainInputs, testInputs, over: options.Scaling == DigitsScaling.Standardized ? [0, 1] : [0]);
        return new Dataset(
            new Examples(trainInputs, labels.index_select(0, train)) { Source = new ExampleSource(trainIndices, ExampleCount) },
            new Examples(testInputs, labels.index_select(0, test)) { Source = new ExampleSource(testIndices, ExampleCount) },
            [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))])
        {
            PictureShape = [1, PictureSide, PictureSide],
        };
    }

    // A line an example: 64 pixels, then the digit. The file is part of this assembly and checked by its tests.
    private static byte[] ReadTable()
    {
        using var resource = typeof(DigitsLoader).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using var text = new StreamReader(new GZipStream(resource, CompressionMode.Decompress));
        return [.. text.ReadToEnd()
            .Split(['\n', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(cell => byte.Parse(cell, CultureInfo.InvariantCulture))];
    }
}
