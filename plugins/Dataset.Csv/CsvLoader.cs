using System.Globalization;
using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetCsv;

/// <summary>
/// A table of numbers with a label column: inputs float32 [N, number of features], the features in the order of the columns. The classes
/// are the distinct labels of the training file, in numerical order where all are integers, else in ordinal order of their text.
/// </summary>
public sealed class CsvLoader(CsvOptions options) : IDatasetLoader
{
    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        var reader = new TableReader(options);
        var table = reader.Read(request.Resolve(options.Path));
        var classNames = ClassNames(table);

        using var scope = NewDisposeScope();
        var (inputs, labels) = ToTensors(table, classNames);
        if (options.TestPath is null)
        {
            var (train, test) = Split(table, request.Seed);
            return Finish(
                inputs.index_select(0, tensor(train)), labels.index_select(0, tensor(train)),
                inputs.index_select(0, tensor(test)), labels.index_select(0, tensor(test)), classNames);
        }

        var (testInputs, testLabels) = ToTensors(reader.Read(request.Resolve(options.TestPath), table), classNames);
        return Finish(inputs, labels, testInputs, testLabels, classNames);
    }

    private static string[] ClassNames(Table table)
    {
        string[] names = [.. table.Labels.Distinct().Order(StringComparer.Ordinal)];
        if (names.Length < 2)
            throw new DataFileException(
                table.Path, $"column {table.LabelIndex + 1}", $"expected at least two different labels and found only '{names[0]}'");
        return names.All(name => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => long.Parse(name, CultureInfo.InvariantCulture))]
            : names;
    }

    private (long[] Train, long[] Test) Split(Table table, long seed)
    {
        var count = table.Labels.Count;
        var testCount = Math.Clamp((int)Math.Round(count * options.TestFraction), 1, count - 1);
        return Preparation.Split(count, testCount, seed);
    }

    private static (Tensor Inputs, Tensor Labels) ToTensors(Table table, string[] classNames)
    {
        var indexOf = classNames.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => (long)pair.index);
        var labels = new long[table.Labels.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            if (!indexOf.TryGetValue(table.Labels[row], out labels[row]))
                throw new DataFileException(
                    table.Path, Table.Location(table.Lines[row], table.LabelIndex),
                    $"expected a label that occurs in the training file, and found '{table.Labels[row]}'");
        }

        return (tensor(table.Features.ToArray(), [labels.Length, table.ColumnCount - 1]), tensor(labels));
    }

    // In float64 until here: single precision would lose the spread of values far from 0, such as dates in seconds.
    private Dataset Finish(Tensor trainInputs, Tensor trainLabels, Tensor testInputs, Tensor testLabels, string[] classNames)
    {
        if (options.Standardize)
            Preparation.Standardize(trainInputs, testInputs, over: [0]);
        return new Dataset(
            new Examples(trainInputs.to(ScalarType.Float32), trainLabels), new Examples(testInputs.to(ScalarType.Float32), testLabels),
            classNames);
    }
}
