using System.Globalization;
using System.IO.Enumeration;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>What each column of a table is for.</summary>
/// <param name="Label">The labels.</param>
/// <param name="TrueLabel">The labels that are right; null where nothing says so.</param>
/// <param name="Id">The ids; null for row numbers.</param>
/// <param name="Test">Which rows test; null where no column says.</param>
/// <param name="Features">The features.</param>
/// <param name="LeftOut">The columns that Exclude or Include leave out.</param>
internal sealed record ColumnChoice(
    SourceColumn Label, SourceColumn? TrueLabel, SourceColumn? Id, SourceColumn? Test, IReadOnlyList<SourceColumn> Features,
    IReadOnlyList<SourceColumn> LeftOut)
{
    private const int NamesInMessage = 20;

    /// <summary>A column by its name, else by its place, from 0 or negative from the end; null where there is none.</summary>
    internal static SourceColumn? Find(IReadOnlyList<SourceColumn> columns, string text)
    {
        var named = columns.Where(column => column.Name == text).ToList();
        if (named.Count > 0) return named[0];
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
            && (index < 0 ? index + columns.Count : index) is var place && place >= 0 && place < columns.Count
            ? columns[place]
            : null;
    }

    /// <summary>Chooses.</summary>
    /// <exception cref="ComponentException">An option names a column that is not there.</exception>
    internal static ColumnChoice Of(IReadOnlyList<SourceColumn> columns, string table, TableOptions options, string labelOption)
    {
        var label = Require(labelOption, options.Label);
        var trueLabel = options.TrueLabel is { } truth ? Require(nameof(options.TrueLabel), truth) : null;
        var id = options.Id is { } name ? Require(nameof(options.Id), name) : null;
        var test = options.TestColumn is { } tests ? Require(nameof(options.TestColumn), tests) : null;
        if (trueLabel == label) throw new ComponentException(nameof(options.TrueLabel), "TrueLabel and Label are the same column.");
        SourceColumn[] rest = [.. columns.Where(column => column != label && column != trueLabel && column != id && column != test)];
        var isIncluding = options.Include.Length > 0;
        var patterns = isIncluding ? options.Include : options.Exclude;
        foreach (var pattern in patterns.Where(pattern => !columns.Any(column => Matches(column, pattern))))
            throw new ComponentException(
                isIncluding ? nameof(options.Include) : nameof(options.Exclude),
                $"{table} has no column '{pattern}'; it has {Names(columns)}.");
        var features = rest
            .Where(column => patterns.Any(pattern => Matches(column, pattern)) == isIncluding || patterns.Length == 0).ToList();
        if (features.Count == 0) throw new ComponentException($"{table} has no column that is a feature.");
        return new ColumnChoice(label, trueLabel, id, test, features, [.. rest.Except(features)]);

        SourceColumn Require(string option, string text)
        {
            var same = columns.Count(column => column.Name == text);
            if (same > 1) throw new ComponentException(option, $"{same} columns of {table} are named '{text}': give an index.");
            if (Find(columns, text) is { } found) return found;
            throw new ComponentException(
                option,
                int.TryParse(text, out _)
                    ? $"{option} is {text}, and {table} has {columns.Count} columns: give an index from 0 to {columns.Count - 1}, or from "
                        + $"-{columns.Count} to -1."
                    : $"{table} has no column '{text}'; it has {Names(columns)}.");
        }
    }

    private static bool Matches(SourceColumn column, string pattern) =>
        FileSystemName.MatchesSimpleExpression(
            pattern, string.IsNullOrEmpty(column.Name) ? column.Place.ToString(CultureInfo.InvariantCulture) : column.Name,
            ignoreCase: false);

    private static string Names(IReadOnlyList<SourceColumn> columns) => columns[0].Name is null
        ? $"{columns.Count} columns without names: give indices"
        : Shown.Of(columns.Select(column => column.Name!), NamesInMessage);
}
