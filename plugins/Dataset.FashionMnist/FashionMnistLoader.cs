using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747) from a folder of IDX files: inputs float32 [N, 1, 28, 28], standardised
/// with one mean and deviation of all training pixels; examples in the order of the files.
/// </summary>
public sealed class FashionMnistLoader(FashionMnistOptions options) : IDatasetLoader
{
    private const int Side = 28;

    private static readonly string[] ClassNames =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        var folder = FashionMnistFolder.Find(options.Folder, request);
        using var scope = NewDisposeScope();
        var (trainInputs, trainLabels, trainSource) =
            ReadPart(folder, "train", options.TrainCount, nameof(options.TrainCount), request.Seed);
        var (testInputs, testLabels, testSource) = ReadPart(folder, "t10k", options.TestCount, nameof(options.TestCount), request.Seed);
        Preparation.Standardize(trainInputs, testInputs, over: [0, 1, 2, 3]);
        return new Dataset(
            new Examples(trainInputs, trainLabels) { Source = trainSource }, new Examples(testInputs, testLabels) { Source = testSource },
            ClassNames);
    }

    private static (Tensor Inputs, Tensor Labels, ExampleSource Source) ReadPart(
        string folder, string part, int? size, string option, long seed)
    {
        var labels = IdxFile.ReadLabels(FashionMnistFolder.File(folder, $"{part}-labels-idx1-ubyte"), ClassNames.Length);
        var images = IdxFile.ReadImages(FashionMnistFolder.File(folder, $"{part}-images-idx3-ubyte"), labels.Length, Side);
        using var scope = NewDisposeScope();
        var rows = Preparation.Subset(labels.Length, size, seed, option);
        var chosen = tensor(rows);
        var pixels = frombuffer(images, ScalarType.Byte).view(labels.Length, 1, Side, Side).index_select(0, chosen);
        var chosenLabels = frombuffer(labels, ScalarType.Byte).index_select(0, chosen);
        return (
            pixels.to(ScalarType.Float32).MoveToOuterDisposeScope(), chosenLabels.to(ScalarType.Int64).MoveToOuterDisposeScope(),
            new ExampleSource(rows, labels.Length));
    }
}
