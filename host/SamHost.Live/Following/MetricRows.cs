using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>Rows of a run's <c>metrics.csv</c>, the columns that the page draws.</summary>
/// <param name="Epochs">The epochs, ascending.</param>
/// <param name="Columns">The columns by their names, an element an epoch; null where a value was not measured.</param>
internal sealed record MetricRows(IReadOnlyList<int> Epochs, IReadOnlyDictionary<string, IReadOnlyList<double?>> Columns)
{
    private static readonly string[] Drawn =
    [
        "test_accuracy", "train_accuracy", "train_accuracy_clean", "train_accuracy_mislabelled", "train_accuracy_mislabelled_true",
        "validation_accuracy",
    ];

    public static MetricRows None { get; } = new([], Drawn.ToDictionary(name => name, _ => (IReadOnlyList<double?>)[]));

    /// <summary>The rows of a table.</summary>
    public static MetricRows Of(MetricsTable table) => new(table.Epochs, Drawn.ToDictionary(name => name, table.Column));

    /// <summary>
    /// The first row in which this differs from what was read before: its end, where rows were appended; earlier, where the run was begun
    /// anew or went on from a checkpoint.
    /// </summary>
    public int FirstDifference(MetricRows before)
    {
        var shared = Math.Min(Epochs.Count, before.Epochs.Count);
        var same = 0;
        while (same < shared && Epochs[same] == before.Epochs[same]
            && Columns.All(column => Equals(column.Value[same], before.Columns[column.Key][same]))) same++;
        return same;
    }

    /// <summary>The rows from one on.</summary>
    public MetricRows From(int row) => new(
        [.. Epochs.Skip(row)],
        Columns.ToDictionary(column => column.Key, column => (IReadOnlyList<double?>)[.. column.Value.Skip(row)]));
}
