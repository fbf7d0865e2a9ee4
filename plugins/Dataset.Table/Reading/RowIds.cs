using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Holds the ids of a table to what they are for.</summary>
internal static class RowIds
{
    /// <summary>Refuses ids that name no examples. In the whole table, so that it does not depend on a seed's split.</summary>
    /// <param name="ids">The id of each row; null for row numbers.</param>
    /// <param name="column">Their column.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="ComponentException">One is empty, or there twice.</exception>
    internal static void Require(IReadOnlyList<string>? ids, SourceColumn? column, string path)
    {
        if (ids is null) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (row, id) in ids.Index())
        {
            if (id.Length > 0 && seen.Add(id)) continue;
            throw new ComponentException(
                nameof(TableOptions.Id),
                $"{column!.Title} of {path} names no examples: in data row {row} "
                    + (id.Length == 0 ? "it is empty." : $"'{Shown.Of(id)}' is there again."));
        }
    }
}
