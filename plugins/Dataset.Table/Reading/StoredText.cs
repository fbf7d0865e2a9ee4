namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Rows of texts that are in the database already: which of their columns are numbers is found out from all of them.</summary>
internal static class StoredText
{
    /// <summary>The relation of a stored table with columns <c>parts</c> (texts) and <c>place</c> (the row's).</summary>
    /// <param name="database">Where it is stored.</param>
    /// <param name="table">Its name.</param>
    /// <param name="names">The names of the columns; null where they have none.</param>
    /// <param name="count">How many columns there are.</param>
    /// <param name="skipped">How many rows at the beginning are none of data.</param>
    /// <param name="options">Which texts are missing cells.</param>
    /// <param name="isText">Whether a column is to be left as it is written.</param>
    internal static TableRelation Typed(
        Database database, string table, string[]? names, int count, int skipped, TableOptions options,
        Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText)
    {
        var nulls = string.Join(", ", options.NullStrings.Append("").Distinct().Select(Sql.Text));
        string Cell(int place) => $"CASE WHEN parts[{place + 1}] IN ({nulls}) THEN NULL ELSE parts[{place + 1}] END";
        string Select(Func<int, string> cell) =>
            $"(SELECT {string.Join(", ", Enumerable.Range(0, count).Select(place => $"{cell(place)} AS {Sql.Column(place)}"))} "
                + $"FROM {table} WHERE place >= {skipped} ORDER BY place)";

        SourceColumn[] texts = [.. Enumerable.Range(0, count).Select(place => new SourceColumn(place, names?[place], "VARCHAR"))];
        SourceColumn[] columns =
        [
            .. new CellTypes(database, Select(Cell), texts).Of(options.DecimalSeparator ?? ".", options.Thousands)
                .Select(column => isText(texts, texts[column.Place]) ? texts[column.Place] : column),
        ];
        return new TableRelation(
            Select(place => columns[place].Type == "DOUBLE" ? $"CAST({NumberIn(Cell(place), options)} AS DOUBLE)" : Cell(place)),
            Select(Cell),
            columns)
        {
            AsWritten = Select(place => $"parts[{place + 1}]"),
        };
    }

    private static string NumberIn(string cell, TableOptions options)
    {
        if (options.Thousands is { } mark) cell = $"replace({cell}, {Sql.Text(mark)}, '')";
        return options.DecimalSeparator == "," ? $"replace({cell}, ',', '.')" : cell;
    }
}
