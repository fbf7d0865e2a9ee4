using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable.Proposing;

/// <summary>What is found in a column of a table that nobody has described.</summary>
/// <param name="Column">The column.</param>
/// <param name="RowCount">The rows of the table.</param>
/// <param name="CellCount">How many of its cells are there.</param>
/// <param name="DistinctCount">How many of them differ.</param>
/// <param name="IsRising">Whether its numbers are whole, and rise from row to row.</param>
/// <param name="IsWhole">Whether its numbers are whole.</param>
/// <param name="AreGroupedNumbers">Whether its texts are numbers with commas between their thousands.</param>
internal sealed record ColumnFacts(
    SourceColumn Column, long RowCount, long CellCount, long DistinctCount, bool IsRising, bool IsWhole, bool AreGroupedNumbers)
{
    // Fewer rows differ by chance.
    private const int FewRows = 10;
    private const int MostClasses = 1_000;

    // 1,234 or -12,345.6
    private const string Grouped = @"[+-]?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?";

    internal long MissingCount => RowCount - CellCount;

    internal bool AreAllDistinct => RowCount >= FewRows && CellCount == RowCount && DistinctCount == RowCount;

    /// <summary>Whether the cells may be classes: few of them, each more than once.</summary>
    internal bool MayBeLabel => DistinctCount >= 2 && DistinctCount <= Math.Min(MostClasses, Math.Max(2, CellCount / 2))
        && (Column.Kind == ColumnKind.Text || (Column.Kind == ColumnKind.Number && IsWhole && DistinctCount <= 100));

    /// <summary>Looks at every column of a table.</summary>
    internal static IReadOnlyList<ColumnFacts> Of(Database database, TableRelation relation)
    {
        var counts = relation.Columns.SelectMany(column =>
        {
            var cell = Sql.Column(column.Place);
            var isWhole = column.Kind == ColumnKind.Number ? $"bool_and({column.AsNumber} = floor({column.AsNumber}))" : "false";
            var isGrouped = column.Kind == ColumnKind.Text
                ? $"bool_and(regexp_full_match(CAST({cell} AS VARCHAR), '{Grouped}')) AND bool_or(contains(CAST({cell} AS VARCHAR), ','))"
                : "false";
            return new[]
            {
                $"count({cell})", $"count(DISTINCT {cell})", $"coalesce({isWhole}, false)", $"coalesce({isGrouped}, false)",
            };
        });
        var (rowCount, found) = (0L, new List<(long Cells, long Distinct, bool IsWhole, bool IsGrouped)>());
        database.Read($"SELECT count(*), {string.Join(", ", counts)} FROM {relation.Typed}", row =>
        {
            rowCount = row.GetInt64(0);
            for (var place = 0; place < relation.Columns.Count; place++)
            {
                var first = (4 * place) + 1;
                found.Add((row.GetInt64(first), row.GetInt64(first + 1), row.GetBoolean(first + 2), row.GetBoolean(first + 3)));
            }
        });
        var rising = Rising(database, relation);
        return
        [
            .. relation.Columns.Select((column, place) => new ColumnFacts(
                column, rowCount, found[place].Cells, found[place].Distinct,
                found[place].IsWhole && found[place].Cells == rowCount && rising.Contains(place), found[place].IsWhole,
                found[place].IsGrouped)),
        ];
    }

    private static HashSet<int> Rising(Database database, TableRelation relation)
    {
        var numbers = relation.Columns.Where(column => column.Kind == ColumnKind.Number).ToList();
        HashSet<int> rising = [];
        if (numbers.Count == 0) return rising;
        var steps = numbers.Select(column => $"{column.AsNumber} - lag({column.AsNumber}) OVER () AS {Sql.Column(column.Place)}");
        var tests = numbers.Select(column => $"coalesce(bool_and({Sql.Column(column.Place)} > 0), false)");
        database.Read($"SELECT {string.Join(", ", tests)} FROM (SELECT {string.Join(", ", steps)} FROM {relation.Typed})", row =>
        {
            foreach (var (index, column) in numbers.Index())
            {
                if (row.GetBoolean(index)) rising.Add(column.Place);
            }
        });
        return rising;
    }
}
