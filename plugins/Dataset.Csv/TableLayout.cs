using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetCsv;

/// <summary>Which column holds the labels and whether the first row names the columns, told from the options and the first row.</summary>
internal static class TableLayout
{
    private const int NamesInMessage = 20;

    /// <summary>An empty table of the right layout.</summary>
    /// <exception cref="ComponentException">The options do not fit the file.</exception>
    internal static Table Of(string path, long line, string[] firstRow, CsvOptions options)
    {
        if (firstRow.Length < 2)
            throw new DataFileException(
                path, $"line {line}",
                $"expected at least a feature and the label, separated by '{options.Separator}', and found a single cell: is Separator "
                    + "right?");

        var isIndex = int.TryParse(options.LabelColumn, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given);
        if (!isIndex && options.HasHeader == false)
            throw new ComponentException(
                nameof(options.LabelColumn),
                $"LabelColumn is the name '{options.LabelColumn}', and HasHeader says that there are no names: give an index.");

        var index = given < 0 ? given + firstRow.Length : given;
        var hasHeader = options.HasHeader ?? (!isIndex || LooksLikeHeader(firstRow, index));
        var sameName = hasHeader ? firstRow.Count(name => name == options.LabelColumn) : 0;
        if (sameName > 1)
            throw new ComponentException(
                nameof(options.LabelColumn), $"{sameName} columns of {path} are named '{options.LabelColumn}': give an index.");
        if (sameName == 1)
            index = Array.IndexOf(firstRow, options.LabelColumn);
        else if (!isIndex)
            throw new ComponentException(
                nameof(options.LabelColumn), $"{path} has no column '{options.LabelColumn}'; its first row holds {Names(firstRow)}.");
        if (index < 0 || index >= firstRow.Length)
            throw new ComponentException(
                nameof(options.LabelColumn),
                $"LabelColumn is {given}, and {path} has {firstRow.Length} columns: give an index from 0 to {firstRow.Length - 1}, or "
                    + $"from -{firstRow.Length} to -1.");
        return new Table(path, hasHeader ? firstRow : null, firstRow.Length, index);
    }

    /// <summary>An empty table with the layout of the training table, for the test file.</summary>
    /// <exception cref="DataFileException">The columns are not those of the training table.</exception>
    internal static Table Like(Table train, string path, long line, string[] firstRow, CsvOptions options)
    {
        if (firstRow.Length != train.ColumnCount)
            throw new DataFileException(
                path, $"line {line}", $"expected {train.ColumnCount} columns, as {train.Path} has, and found {firstRow.Length}");

        var hasHeader = options.HasHeader ?? LooksLikeHeader(firstRow, train.LabelIndex);
        if (hasHeader && train.Header is { } names)
        {
            var other = Enumerable.Range(0, names.Length).FirstOrDefault(column => names[column] != firstRow[column], -1);
            if (other >= 0)
                throw new DataFileException(
                    path, Table.Location(line, other),
                    $"expected the column '{names[other]}', as in {train.Path}, and found '{firstRow[other]}'");
        }

        return new Table(path, hasHeader ? firstRow : null, firstRow.Length, train.LabelIndex);
    }

    // A row with numbers and something else among its features may be data with a hole: it is not taken for a header, so that the hole
    // is reported and not skipped.
    private static bool LooksLikeHeader(string[] row, int labelIndex)
    {
        string[] features = [.. row.Where((_, column) => column != labelIndex)];
        return features.Any(cell => cell.Length > 0)
            && !features.Any(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    private static string Names(string[] row) =>
        string.Join(", ", row.Take(NamesInMessage).Select(name => $"'{name}'")) + (row.Length > NamesInMessage ? ", ..." : "");
}
