using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Whether the first row of a text file names its columns.</summary>
internal static class Header
{
    /// <summary>The names; null where the first row is one of data.</summary>
    /// <param name="path">The file.</param>
    /// <param name="firstRow">Its first row.</param>
    /// <param name="options">The options.</param>
    /// <param name="labelOption">What the option of the label is called.</param>
    internal static string[]? Of(string path, string[] firstRow, TableOptions options, string labelOption)
    {
        if (firstRow.Length < 2 && options.Label != TableOptions.NoLabel)
            throw new DataFileException(
                path, "line 1",
                $"expected at least a feature and the label{(options.Separator is { } own ? $", separated by '{own}'" : "")}, and found a "
                    + "single cell: is Separator right?");
        RequireNoCounts(path, firstRow);
        var isIndex = int.TryParse(options.Label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given);
        if (!isIndex && options.HasHeader == false)
            throw new ComponentException(
                labelOption, $"{labelOption} is the name '{options.Label}', and HasHeader says that there are no names: give an index.");
        var index = given < 0 ? given + firstRow.Length : given;
        var named = new[] { options.Label, options.TrueLabel, options.Id, options.TestColumn }.OfType<string>().Any(firstRow.Contains);
        return options.HasHeader ?? (named || !isIndex || LooksLikeHeader(firstRow, index)) ? firstRow : null;
    }

    // A row with numbers and something else among its features may be data with a hole: it is not taken for a header, so that the hole
    // is reported and not skipped.
    internal static bool LooksLikeHeader(string[] row, int labelIndex)
    {
        string[] features = [.. row.Where((_, column) => column != labelIndex)];
        return features.Any(cell => cell.Length > 0)
            && !features.Any(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
    }

    // 150,4,setosa,versicolor,virginica: rows, features, and the names of the classes.
    private static void RequireNoCounts(string path, string[] row)
    {
        if (row.Length > 3 && row[..2].All(cell => cell.Length > 0 && cell.All(char.IsAsciiDigit))
            && row[2..].All(cell => cell.Length > 0 && !cell.Any(char.IsAsciiDigit)))
            throw new DataFileException(
                path, "line 1",
                $"this looks like counts and class names ({row[0]} rows, {row[1]} features, {Shown.Of(row[2..])}), as in the tables that "
                    + "scikit-learn ships, and not like names of columns: delete the line, and rename the classes if you wish");
    }
}
