using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>
/// A data set of the MNIST family from a folder of IDX files: inputs float32 [N, 1, 28, 28], standardised with one mean and deviation of
/// all training pixels; examples in the order of the files.
/// </summary>
internal static class IdxDataset
{
    private const int Side = 28;

    /// <summary>Reads it.</summary>
    /// <param name="folder">The folder of the four files.</param>
    /// <param name="classNames">The names of the classes.</param>
    /// <param name="trainCount">The number of training images to draw; null for all.</param>
    /// <param name="testCount">The number of test images to draw; null for all.</param>
    /// <param name="seed">What is drawn by.</param>
    /// <exception cref="DataFileException">A file is not there, or not what it should be.</exception>
    internal static Dataset Load(string folder, IReadOnlyList<string> classNames, int? trainCount, int? testCount, long seed)
    {
        using var scope = NewDisposeScope();
        var (trainInputs, trainLabels, trainSource) = ReadPart(folder, "train", classNames, trainCount, "TrainCount", seed);
        var (testInputs, testLabels, testSource) = ReadPart(folder, "t10k", classNames, testCount, "TestCount", seed);
        Preparation.Standardize(trainInputs, testInputs, over: [0, 1, 2, 3]);
        return new Dataset(
            new Examples(trainInputs, trainLabels) { Source = trainSource }, new Examples(testInputs, testLabels) { Source = testSource },
            classNames);
    }

    private static (Tensor Inputs, Tensor Labels, ExampleSource Source) ReadPart(
        string folder, string part, IReadOnlyList<string> classNames, int? size, string option, long seed)
    {
        var labels = IdxFile.ReadLabels(FashionMnistFolder.File(folder, $"{part}-labels-idx1-ubyte"), classNames.Count);
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
