using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable;

/// <summary>Which rows stay, and how many cells of each feature are missing in those.</summary>
/// <param name="Kept">The rows of the table that stay.</param>
/// <param name="KeptTests">Those of the test table; null without one.</param>
/// <param name="Counts">The missing cells of each feature column: none where their rows are dropped.</param>
internal sealed record MissingRows(long[] Kept, long[]? KeptTests, long[] Counts)
{
    /// <summary>Finds missing cells.</summary>
    /// <exception cref="ComponentException">
    /// There are some, and they are refused; or a label is missing, and its row is to stay.
    /// </exception>
    internal static MissingRows Of(string path, RawRows rows, RawRows? tests, TableOptions options)
    {
        var (counts, isMissing) = Look(rows);
        var (testCounts, testIsMissing) = tests is null ? (new long[counts.Length], null) : Look(tests);
        var labels = WithoutLabel(rows) + (tests is null ? 0 : WithoutLabel(tests));
        long[] all = [.. counts.Zip(testCounts, (one, other) => one + other)];
        if (options.Missing == MissingCells.Refuse && (all.Any(count => count > 0) || labels > 0))
        {
            var columns = rows.Choice.Features.Zip(all).Where(column => column.Second > 0)
                .Select(column => $"{column.First.Title}: {column.Second}").Concat(labels > 0 ? [$"label: {labels}"] : []);
            throw new ComponentException(
                nameof(options.Missing),
                $"cells of {path} are missing ({string.Join(", ", columns)}). Set Missing to Drop, which leaves their rows out, or to "
                    + "Impute, which takes the median; NullStrings says which texts are missing cells.");
        }

        if (options.Missing == MissingCells.Impute && labels > 0)
            throw new ComponentException(
                nameof(options.Missing),
                $"{labels} rows of {path} have no label, which cannot be imputed: set Missing to Drop, or label them.");
        if (options.Missing != MissingCells.Drop) return new MissingRows(All(rows), tests is null ? null : All(tests), all);
        var kept = Complete(rows, isMissing);
        if (kept.Length == 0)
            throw new ComponentException(
                nameof(options.Missing), $"every row of {path} has a missing cell: set Missing to Impute, or Exclude columns.");
        var keptTests = tests is null ? null : Complete(tests, testIsMissing!);
        return keptTests is { Length: 0 }
            ? throw new ComponentException(
                nameof(options.Missing), "every test row has a missing cell: set Missing to Impute, or Exclude columns.")
            : new MissingRows(kept, keptTests, new long[counts.Length]);
    }

    private static (long[] Counts, bool[] IsMissing) Look(RawRows rows) => rows.FindMissing();

    private static int WithoutLabel(RawRows rows) =>
        Enumerable.Range(0, rows.Count).Count(row => rows.Labels[row] < 0 || rows.TrueLabels?[row] < 0);

    private static long[] All(RawRows rows) => [.. Enumerable.Range(0, rows.Count).Select(row => (long)row)];

    private static long[] Complete(RawRows rows, bool[] isMissing) =>
        [.. All(rows).Where(row => !isMissing[row] && rows.Labels[(int)row] >= 0 && rows.TrueLabels?[(int)row] is not < 0)];
}
