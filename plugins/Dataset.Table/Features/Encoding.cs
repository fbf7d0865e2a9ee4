using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable.Reading;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetTable.Features;

/// <summary>
/// Makes inputs of raw rows: numbers first, then where cells are missing, then a feature of 0 and 1 for each category. Medians, means and
/// deviations are those of the training rows; categories are those of the training file.
/// </summary>
internal sealed class Encoding
{
    private readonly long[] _numbers;
    private readonly long[] _withMissing;
    private readonly IReadOnlyList<(int Column, string[] Categories)> _texts;
    private readonly IReadOnlyList<SourceColumn> _columns;
    private readonly bool _standardizes;
    private readonly bool _imputes;
    private double[]? _medians;
    private Standardization? _standardization;

    /// <summary>Decides what the inputs are made of.</summary>
    /// <param name="rows">The rows of the training file.</param>
    /// <param name="missing">How many cells of each column are missing, in all files.</param>
    /// <param name="standardizes">Whether numbers get mean 0 and deviation 1.</param>
    /// <param name="imputes">Whether medians take the place of missing numbers.</param>
    internal Encoding(RawRows rows, long[] missing, bool standardizes, bool imputes)
    {
        (_columns, _standardizes, _imputes) = (rows.Choice.Features, standardizes, imputes);
        var columns = Enumerable.Range(0, rows.Choice.Features.Count).ToList();
        _numbers = [.. columns.Where(column => rows.Texts[column] is null).Select(column => (long)column)];
        _withMissing = [.. columns.Where(column => missing[column] > 0).Select(column => (long)column)];
        _texts = [.. columns.Where(column => rows.Texts[column] is not null)
            .Select(column => (column, (string[])[.. rows.Texts[column]!.Texts.Order(StringComparer.Ordinal)]))];
    }

    /// <summary>The inputs, float32 [n, features] and [m, features], in place of the raw values, which are disposed.</summary>
    /// <param name="train">Raw training rows.</param>
    /// <param name="trainTexts">What their codes mean.</param>
    /// <param name="test">Raw test rows.</param>
    /// <param name="testTexts">What their codes mean.</param>
    internal (Tensor Train, Tensor Test) Encode(
        Tensor train, IReadOnlyList<TextCodes?> trainTexts, Tensor test, IReadOnlyList<TextCodes?> testTexts)
    {
        // A table of numbers without holes, as most are, is not copied.
        if (_texts.Count == 0 && _withMissing.Length == 0)
        {
            if (_imputes) Impute(train, test);
            if (_standardizes) _standardization = Preparation.Standardize(train, test, over: [0]);
            return (Single(train), Single(test));
        }

        using var scope = NewDisposeScope();
        var (trainFlags, testFlags) = (Flags(train), Flags(test));
        var (trainParts, testParts) = (Categories(train, trainTexts), Categories(test, testTexts));
        if (_numbers.Length > 0)
        {
            var chosen = tensor(_numbers);
            var (trainNumbers, testNumbers) = (train.index_select(1, chosen), test.index_select(1, chosen));
            if (_imputes) Impute(trainNumbers, testNumbers);
            if (_standardizes) _standardization = Preparation.Standardize(trainNumbers, testNumbers, over: [0]);
            trainParts.Insert(0, trainNumbers);
            testParts.Insert(0, testNumbers);
        }

        if (trainFlags is not null)
        {
            trainParts.Insert(trainParts.Count - _texts.Count, trainFlags);
            testParts.Insert(testParts.Count - _texts.Count, testFlags!);
        }

        var result = (cat([.. trainParts], 1).to(ScalarType.Float32), cat([.. testParts], 1).to(ScalarType.Float32));
        train.Dispose();
        test.Dispose();
        return (result.Item1.MoveToOuterDisposeScope(), result.Item2.MoveToOuterDisposeScope());
    }

    /// <summary>How further rows become inputs as these did, once these did.</summary>
    internal InputForm Form() => new([
        .. _columns.Select((column, place) =>
        {
            var number = Array.IndexOf(_numbers, (long)place);
            return new InputColumn(
                column.Place, column.Name, _texts.FirstOrDefault(text => text.Column == place).Categories,
                number < 0 ? null : _medians?[number],
                number < 0 ? 0 : _standardization?.Means[number] ?? 0,
                number < 0 ? 1 : _standardization?.Scales[number] ?? 1,
                _withMissing.Contains(place));
        }),
    ]);

    // In float64 until here: single precision would lose the spread of values far from 0, such as dates in seconds.
    private static Tensor Single(Tensor values)
    {
        using (values) return values.to(ScalarType.Float32);
    }

    private Tensor? Flags(Tensor raw) =>
        _withMissing.Length == 0 ? null : raw.index_select(1, tensor(_withMissing)).isnan().to(ScalarType.Float64);

    private void Impute(Tensor train, Tensor test)
    {
        _medians = new double[train.shape[1]];
        for (var column = 0L; column < train.shape[1]; column++)
        {
            var values = train.select(1, column);
            var present = values.masked_select(values.isfinite()).sort().Values;
            var count = present.shape[0];
            // A column that is empty in the training rows carries nothing.
            var median = count == 0 ? 0 : (present[(count - 1) / 2].ToDouble() + present[count / 2].ToDouble()) / 2;
            _medians[column] = median;
            values.nan_to_num_(median);
            test.select(1, column).nan_to_num_(median);
        }
    }

    // A text that the training file does not have is none of the categories: 0 throughout, as a missing one.
    private List<Tensor> Categories(Tensor raw, IReadOnlyList<TextCodes?> texts) =>
    [
        .. _texts.Select(text =>
        {
            var codes = raw.select(1, text.Column);
            var own = texts[text.Column]!.Texts;
            Tensor[] parts = [.. text.Categories.Select(category => (codes == own.IndexOf(category)).to(ScalarType.Float64))];
            return stack(parts, 1);
        }),
    ];
}
