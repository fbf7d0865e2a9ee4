using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetCifar10;

/// <summary>
/// CIFAR-10 (Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images") from a folder in the official binary layout:
/// inputs float32 [N, 3, 32, 32], red, green, blue, standardised per channel; examples in the order of the files.
/// </summary>
public sealed class Cifar10Loader(Cifar10Options options) : IDatasetLoader
{
    private const string HowToGet =
        "Get the binary version with `samhost data fetch cifar10`, or set Folder to an unpacked cifar-10-batches-bin.";

    private static readonly string[] TrainFiles = [.. Enumerable.Range(1, 5).Select(number => $"data_batch_{number}.bin")];
    private static readonly string[] TestFiles = ["test_batch.bin"];

    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        var folder = request.Resolve(options.Folder ?? Cifar10Source.Folder);
        if (!Directory.Exists(folder))
            throw new DataFileException(folder, null, $"there is no such folder. {HowToGet}");

        using var scope = NewDisposeScope();
        var classNames = ClassNameFile.Read(Require(folder, "batches.meta.txt"));
        var (trainInputs, trainLabels, trainSource) =
            ReadPart(folder, TrainFiles, classNames.Length, options.TrainCount, nameof(options.TrainCount), request.Seed);
        var (testInputs, testLabels, testSource) =
            ReadPart(folder, TestFiles, classNames.Length, options.TestCount, nameof(options.TestCount), request.Seed);
        Preparation.Standardize(trainInputs, testInputs, over: [0, 2, 3]);
        return new Dataset(
            new Examples(trainInputs, trainLabels) { Source = trainSource }, new Examples(testInputs, testLabels) { Source = testSource },
            classNames);
    }

    // Pixels go from a file's buffer straight to their place among the floats: there is one copy of the images at the end, and
    // no second one on the way.
    private static (Tensor Inputs, Tensor Labels, ExampleSource Source) ReadPart(
        string folder, string[] names, int classCount, int? size, string option, long seed)
    {
        RecordFile[] files = [.. names.Select(name => new RecordFile(Require(folder, name), classCount))];
        var count = checked(files.Sum(file => file.Count));
        var chosen = Preparation.Subset(count, size, seed, option);
        var inputs = empty([chosen.Length, 3, RecordFile.Side, RecordFile.Side], ScalarType.Float32);
        var labels = new long[chosen.Length];

        var (done, first) = (0, 0L);
        foreach (var file in files)
        {
            var end = done;
            while (end < chosen.Length && chosen[end] < first + file.Count)
                end++;
            file.Read(chosen.AsSpan(done, end - done), first, inputs.narrow(0, done, end - done), labels.AsSpan(done, end - done));
            (done, first) = (end, first + file.Count);
        }

        return (inputs, tensor(labels), new ExampleSource(chosen, count));
    }

    private static string Require(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : throw new DataFileException(path, null, $"there is no such file. {HowToGet}");
    }
}
