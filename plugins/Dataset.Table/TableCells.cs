using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable;

/// <summary>Shows rows as they are written in the user's table, which is read again for it.</summary>
/// <param name="open">Opens the table.</param>
/// <param name="columns">Its columns.</param>
/// <param name="rows">The row of each example.</param>
internal sealed class TableCells(
    Func<(Database Database, TableRelation Relation)> open, IReadOnlyList<SourceColumn> columns, IReadOnlyList<long> rows) : IExampleCells
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Names { get; } =
        [.. columns.Select(column => column.Name ?? column.Place.ToString(CultureInfo.InvariantCulture))];

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<string?>> Read(IReadOnlyList<int> places)
    {
        if (places.Count == 0) return [];
        var (database, relation) = open();
        using var _ = database;
        var wanted = places.Select(place => rows[place]).Distinct().ToDictionary(row => row, _ => (string?[])[]);
        var texts = string.Join(", ", columns.Select(column => Sql.Column(column.Place)));
        database.Read(
            $"SELECT place, {texts} FROM (SELECT row_number() OVER () - 1 AS place, {texts} FROM {relation.AsText}) "
                + $"WHERE place IN ({string.Join(", ", wanted.Keys)})",
            row => wanted[row.GetInt64(0)] =
                [.. columns.Select((_, column) => row.IsDBNull(column + 1) ? null : row.GetString(column + 1))]);
        return [.. places.Select(place => wanted[rows[place]])];
    }
}
