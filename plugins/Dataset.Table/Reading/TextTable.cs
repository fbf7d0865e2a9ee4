using System.Globalization;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>
/// A text file as a relation of DuckDB's: what it cannot find out by itself is found out here, and then said in so many words.
/// </summary>
/// <param name="database">Reads it.</param>
/// <param name="files">The files, the first of which tells the form of all.</param>
/// <param name="options">The options.</param>
/// <param name="labelOption">What the option of the label is called.</param>
/// <param name="form">How they are read.</param>
internal sealed class TextTable(
    Database database, IReadOnlyList<string> files, TableOptions options, string labelOption, ReadingForm form)
{
    private const int FirstLines = 200;

    /// <summary>The relation and its columns.</summary>
    /// <param name="isText">Whether the column of a name or place is to be left as it is written: labels and ids.</param>
    /// <param name="notes">What was found.</param>
    internal TableRelation Open(Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText, ICollection<string> notes)
    {
        var encoding = form.Encoding;
        if (options.Encoding is null && encoding != "utf-8")
            notes.Add($"{Path.GetFileName(files[0])} is not in UTF-8; it is read as Latin-1. Encoding says otherwise.");
        var first = TextLines.First(database, files[0], encoding, FirstLines);
        if (first.All(string.IsNullOrWhiteSpace)) throw new DataFileException(files[0], null, "the file is empty");
        var comment = options.Comment ?? (first[0].StartsWith('#') ? "#" : null);
        List<string> lines =
        [
            .. first.Where(line => line.Length > 0 && (comment is null || !line.StartsWith(comment, StringComparison.Ordinal))),
        ];
        var separator = options.Separator?.Replace("\\t", "\t", StringComparison.Ordinal) ?? Separator.Of(lines) ?? ",";
        if (options.Separator is null && separator != ",")
            notes.Add(
                $"Cells are separated by {(separator == Separator.Spaces ? "spaces" : separator == "\t" ? "tabs" : $"'{separator}'")}.");
        return separator == Separator.Spaces
            ? Aligned(encoding, comment, isText)
            : Delimited(lines, separator, encoding, comment, isText, notes);
    }

    private TableRelation Delimited(
        List<string> lines, string separator, string encoding, string? comment,
        Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText, ICollection<string> notes)
    {
        var list = string.Join(", ", files.Select(Sql.Text));
        string Read(string rest) =>
            $"read_csv([{list}], delim = {Sql.Text(separator)}, quote = '\"', escape = '\"', encoding = {Sql.Text(encoding)}, "
                + $"comment = {Sql.Text(comment ?? "")}, strict_mode = true, {TextLines.Limits}, {rest})";

        string[] firstRow = [.. QuotedCells.Split(QuotedCells.FirstRecord(lines), separator, '"')];
        var names = Header.Of(files[0], firstRow, options, labelOption);
        RequireSameNames(names, separator, encoding);
        var nulls = $"nullstr = [{string.Join(", ", options.NullStrings.Append("").Distinct().Select(Sql.Text))}]";
        // By their places: names may be there twice, and in other writings of the same letters.
        SourceColumn[] texts = [.. firstRow.Select((_, place) => new SourceColumn(place, names?[place], "VARCHAR"))];
        var asText = Relation(texts, "");
        var types = new CellTypes(database, form.SampledRows < 0 ? asText : $"(SELECT * FROM {asText} LIMIT {form.SampledRows})", texts);
        var point = options.DecimalSeparator ?? (separator != "," && types.HaveDecimalCommas() ? "," : ".");
        if (options.DecimalSeparator is null && point == ",") notes.Add("Numbers have a decimal comma.");
        SourceColumn[] columns =
        [
            .. types.Of(point, options.Thousands)
                .Select(column => isText(texts, texts[column.Place]) ? texts[column.Place] : column),
        ];
        var thousands = options.Thousands is { } mark ? $", thousands = {Sql.Text(mark)}" : "";
        return new TableRelation(Relation(columns, $", decimal_separator = {Sql.Text(point)}{thousands}"), asText, columns)
        {
            AsWritten = Relation(texts, "", "nullstr = chr(30)"),
            Form = new TextForm(separator, names is not null),
        };

        string Relation(IReadOnlyList<SourceColumn> typed, string form, string? missing = null)
        {
            var declared = string.Join(", ", typed.Select(column => $"{Sql.Text(Sql.Column(column.Place))}: {Sql.Text(column.Declared)}"));
            var header = names is null ? "false" : "true";
            return Read($"header = {header}, {missing ?? nulls}{form}, auto_detect = false, columns = {{{declared}}}");
        }
    }

    // DuckDB joins files by the places of their columns.
    private void RequireSameNames(string[]? names, string separator, string encoding)
    {
        if (names is null) return;
        foreach (var file in files.Skip(1))
        {
            var own = QuotedCells.Split(QuotedCells.FirstRecord(TextLines.First(database, file, encoding, FirstLines)), separator, '"');
            if (!own.SequenceEqual(names))
                throw new DataFileException(
                    file, "line 1",
                    $"expected the columns {Shown.Of(names, names.Length)}, as {files[0]} has, and found {Shown.Of(own, names.Length)}");
        }
    }

    // Each line is split at its white space, by DuckDB, and what is a number throughout becomes one.
    private TableRelation Aligned(string encoding, string? comment, Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText)
    {
        var wanted = comment is null ? "trim(line) <> ''" : $"trim(line) <> '' AND NOT starts_with(line, {Sql.Text(comment)})";
        var parts = string.Join(
            " UNION ALL ",
            files.Select(file =>
                $"SELECT regexp_split_to_array(trim(line), '\\s+') AS parts FROM {TextLines.Relation(file, encoding)} WHERE {wanted}"));
        database.Execute($"CREATE TABLE aligned AS SELECT parts, row_number() OVER () - 1 AS place FROM ({parts})");
        var widths = database.Texts("SELECT DISTINCT len(parts)::VARCHAR FROM aligned ORDER BY 1");
        if (widths.Count > 1)
            throw new DataFileException(
                files[0], null, $"rows have {string.Join(" and ", widths.Take(3))} words: white space within a cell cannot separate cells");
        var count = int.Parse(widths[0], CultureInfo.InvariantCulture);
        var firstRow = database.Texts("SELECT unnest(parts) FROM aligned WHERE place = 0").ToArray();
        var names = Header.Of(files[0], firstRow, options, labelOption);
        return StoredText.Typed(database, "aligned", names, count, names is null ? 0 : 1, options, isText) with
        {
            // By itself, a file whose columns are no longer aligned would be taken for one of spaces where no cell has any other.
            Form = new TextForm(options.Separator is null ? "\t" : " ", names is not null),
        };
    }
}
