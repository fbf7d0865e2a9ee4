using System.Globalization;
using System.Text.Json.Nodes;
using NumSharp;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetNumPy;

/// <summary>
/// The data set <c>numpy</c>: inputs float32 [N, features], or of pictures [N, channels, height, width]. An example's id is its row. Nobody
/// vouches for the labels.
/// </summary>
public sealed class NumPyLoader(NumPyOptions options) : IDatasetLoader, IRelabelledWriter
{
    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        using var scope = NewDisposeScope();
        var path = request.Resolve(options.Path);
        using var arrays = NumPyArrays.Open(path, request.Resolve);
        var inputs = InputsOf(arrays.Inputs(options.Inputs), path);
        var labels = LabelsOf(arrays.Labels(options.Labels), inputs.shape[0], path);
        var held = Test(arrays, path);
        var (train, test, trainLabels, testOnes, trainRows, testRows) = held is { } own
            ? (inputs, InputsOf(own.Inputs, path), labels, LabelsOf(own.Labels, own.Inputs.shape[0], path), Rows(inputs.shape[0]),
                Rows(own.Inputs.shape[0]))
            : Divide(inputs, labels, request.Seed);
        if (!train.shape[1..].SequenceEqual(test.shape[1..]))
            throw new DataFileException(
                path, null, $"test inputs are [{string.Join(", ", test.shape[1..])}], and training inputs "
                    + $"[{string.Join(", ", train.shape[1..])}]");

        var classes = ClassesOf([.. trainLabels, .. testOnes], path);
        if (options.Standardize) Preparation.Standardize(train, test, over: train.dim() == 4 ? [0, 2, 3] : [0]);
        return new Dataset(
            Part(train, trainLabels, trainRows, labels.Length),
            Part(test, testOnes, testRows, held is null ? labels.Length : testOnes.Length), classes);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WrittenEndings { get; } = [".npz"];

    /// <inheritdoc/>
    public JsonObject WriteRelabelled(RelabelRequest request)
    {
        var path = request.Resolve(options.Path);
        if (path == request.Path)
            throw new DataFileException(request.Destination, null, "this is the file of the data themselves: give another name");
        using var arrays = NumPyArrays.Open(path, request.Resolve);
        var inputs = arrays.Inputs(options.Inputs);
        var given = arrays.Labels(options.Labels);
        var labels = LabelsOf(given, inputs.shape[0], path);
        var test = Test(arrays, path);
        long[] all = test is { } held ? [.. labels, .. LabelsOf(held.Labels, held.Inputs.shape[0], path)] : labels;
        var classes = ClassesOf(all, path);
        new RelabelledArrays(request).Write(inputs, given, labels, test, classes);
        return new JsonObject
        {
            [nameof(options.Path)] = request.Destination, [nameof(options.Inputs)] = null, [nameof(options.Labels)] = null,
            [nameof(options.TestInputs)] = null, [nameof(options.TestLabels)] = null,
            // A class may have lost its last example.
            [nameof(options.Classes)] = new JsonArray([.. classes.Select(name => (JsonNode)name)]),
        };
    }

    private (NDArray Inputs, NDArray Labels)? Test(NumPyArrays arrays, string path)
    {
        var inputs = arrays.Find(options.TestInputs, nameof(options.TestInputs), "x_test", "X_test");
        var labels = arrays.Find(options.TestLabels, nameof(options.TestLabels), "y_test");
        if ((inputs is null) != (labels is null))
            throw new DataFileException(
                path, null,
                $"there are test {(inputs is null ? "labels and no test inputs" : "inputs and no test labels")} in it; name both by "
                    + "TestInputs and TestLabels");
        return inputs is null ? null : (inputs, labels!);
    }

    private static Examples Part(Tensor inputs, long[] labels, long[] rows, long count) =>
        new(inputs, tensor(labels)) { AreLabelsVerified = false, Source = new ExampleSource(rows, count) };

    private (Tensor Train, Tensor Test, long[] TrainLabels, long[] TestLabels, long[] TrainRows, long[] TestRows) Divide(
        Tensor inputs, long[] labels, long seed)
    {
        var (train, test) = Preparation.StratifiedSplit(labels, (int)labels.Max() + 1, options.TestFraction, seed);
        return (
            inputs.index_select(0, tensor(train)), inputs.index_select(0, tensor(test)), [.. train.Select(row => labels[row])],
            [.. test.Select(row => labels[row])], train, test);
    }

    private Tensor InputsOf(NDArray array, string path)
    {
        if (array.ndim is < 2 or > 4 || array.shape[0] == 0)
            throw new DataFileException(
                path, null, $"inputs are [N, features], [N, height, width] or [N, height, width, channels], not "
                    + $"[{string.Join(", ", array.shape)}]");
        var values = tensor(array.astype(np.float32).ToArray<float>(), [.. array.shape]);
        if (!values.isfinite().all().item<bool>()) throw new DataFileException(path, null, "an input is no finite number");
        var isLast = array.ndim == 4 && (options.ChannelsLast ?? (array.shape[3] is 1 or 3 && array.shape[1] is not (1 or 3)));
        return array.ndim == 3 ? values.unsqueeze(1) : isLast ? values.permute(0, 3, 1, 2).contiguous() : values;
    }

    private static long[] LabelsOf(NDArray array, long count, string path)
    {
        var numbers = array.ndim == 2 && array.shape[1] == 1 ? array.reshape(array.shape[0]) : array;
        if (numbers.ndim != 1 || numbers.shape[0] != count)
            throw new DataFileException(
                path, null, $"expected {count} labels, as there are inputs, and found an array [{string.Join(", ", array.shape)}]");
        double[] values = numbers.astype(np.float64).ToArray<double>();
        var wrong = values.FirstOrDefault(value => value < 0 || value != Math.Floor(value) || value > int.MaxValue);
        return wrong == 0
            ? [.. values.Select(value => (long)value)]
            : throw new DataFileException(
                path, null, string.Create(CultureInfo.InvariantCulture, $"labels are whole numbers from 0, and one is {wrong}"));
    }

    private string[] ClassesOf(long[] labels, string path)
    {
        var count = (int)labels.Max() + 1;
        if (count < 2) throw new DataFileException(path, null, "expected at least two classes, and all labels are 0");
        if (options.Classes.Length == 0)
            return count <= labels.Length
                ? [.. Enumerable.Range(0, count).Select(label => label.ToString(CultureInfo.InvariantCulture))]
                : throw new DataFileException(path, null, $"a label is {count - 1}, of {labels.Length} examples: these are no classes");
        return options.Classes.Length >= count
            ? options.Classes
            : throw new ComponentException(
                nameof(options.Classes), $"{options.Classes.Length} names, and a label is {count - 1}; give {count} names.");
    }

    private static long[] Rows(long count) => [.. Enumerable.Range(0, (int)count).Select(row => (long)row)];
}
