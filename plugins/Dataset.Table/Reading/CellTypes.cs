namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Finds out what the cells of a text file are, from the rows of a relation of texts.</summary>
/// <param name="database">Reads them.</param>
/// <param name="relation">The rows.</param>
/// <param name="columns">Its columns.</param>
internal sealed class CellTypes(Database database, string relation, IReadOnlyList<SourceColumn> columns)
{
    /// <summary>Whether a column is of numbers only if a comma is what stands before the decimals.</summary>
    internal bool HaveDecimalCommas() =>
        Of(".", null).Zip(Of(",", null)).Any(column => column.First.Kind == ColumnKind.Text && column.Second.Kind == ColumnKind.Number);

    /// <summary>The columns with their types: numbers, dates or texts. One without any cell is of numbers, all of them missing.</summary>
    /// <param name="point">What stands before the decimals of a number.</param>
    /// <param name="thousands">What stands between its thousands; null for nothing.</param>
    internal IReadOnlyList<SourceColumn> Of(string point, string? thousands)
    {
        var tests = columns.SelectMany(column =>
        {
            var cell = Sql.Column(column.Place);
            var number = $"ltrim(trim({cell}), '+')";
            if (thousands is not null) number = $"replace({number}, {Sql.Text(thousands)}, '')";
            if (point == ",") number = $"replace(replace({number}, '.', 'x'), ',', '.')";
            return new[]
            {
                $"count({cell}) = count(TRY_CAST({number} AS DOUBLE))", $"count({cell}) = count(TRY_CAST({cell} AS TIMESTAMP))",
                $"bool_or(starts_with(trim({cell}), '+'))",
            };
        });
        List<SourceColumn> found = [];
        database.Read($"SELECT {string.Join(", ", tests)} FROM {relation}", row =>
        {
            foreach (var (place, column) in columns.Index())
            {
                // DuckDB takes a plus sign for no part of a number.
                var type = row.GetBoolean(3 * place)
                    ? !row.IsDBNull((3 * place) + 2) && row.GetBoolean((3 * place) + 2) ? SourceColumn.SignedNumber : "DOUBLE"
                    : row.GetBoolean((3 * place) + 1) ? "TIMESTAMP" : "VARCHAR";
                found.Add(column with { Type = type, DecimalSeparator = point, Thousands = thousands });
            }
        });
        return found;
    }
}
