using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable.Features;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable.Writing;

/// <summary>
/// The user's table with other labels: all of its rows and columns in their order, but for rows that are left out. It is read by the same
/// options: so it is written in the form of the source, and what was written is read again to see that its columns are the same.
/// </summary>
/// <param name="options">The options of the table.</param>
/// <param name="labelOption">What its option of the label is called.</param>
/// <param name="request">Where to, and which labels.</param>
internal sealed class RelabelledTable(TableOptions options, string labelOption, RelabelRequest request)
{
    private const int InsertedAtOnce = 1000;
    private const int IdsShown = 5;

    private const string ParquetEnding = ".parquet";

    /// <summary>The endings of the files that it writes.</summary>
    internal static IReadOnlyList<string> Endings { get; } = [".csv", ".tsv", ".txt", ParquetEnding];

    private string Ending => Path.GetExtension(request.Path).ToLowerInvariant();

    private bool IsText => Ending != ParquetEnding;

    /// <summary>Writes the table.</summary>
    internal JsonObject Write(ReadingForm form)
    {
        var path = options.Path is { } given ? request.Resolve(given) : "Sql";
        var files = options.Path is null ? [] : TableFile.Find(path);
        if (IsOfSource(path))
            throw new DataFileException(request.Destination, null, "this is a file of the data themselves: give another name");
        if (!Directory.Exists(Path.GetDirectoryName(request.Path)))
            throw new DataFileException(request.Destination, null, "cannot be written: there is no such folder");
        var choice = Choose(files, path, form);
        // What is no feature stays as it is written, also where it reads like numbers.
        var leftOut = choice.LeftOut.Select(column => column.Place).ToHashSet();
        using var database = new Database(path, request.BaseDirectory);
        var relation = TableFile.Open(database, files, options, labelOption, form, [], column => leftOut.Contains(column.Place));
        var rows = Join(database, relation, choice, path);
        // The ending stays: it says how the file is read.
        var unfinished = Path.ChangeExtension(request.Path, $".unfinished{Ending}");
        try
        {
            if (IsText) WriteText(database, relation, rows, unfinished);
            else WriteParquet(database, relation, rows, unfinished);
            ReadAgain(unfinished, choice, Count(database, $"SELECT count(*) FROM {rows}"));
            File.Move(unfinished, request.Path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(request.Destination, null, $"cannot be written: {e.Message}");
        }
        finally
        {
            // Where it cannot be written, there is none.
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }

        return options.Path is null
            ? new JsonObject { [nameof(options.Path)] = request.Destination, [nameof(options.Sql)] = null }
            : new JsonObject { [nameof(options.Path)] = request.Destination };
    }

    // A pattern would find it from now on. What a query reads only DuckDB knows: a file that it may name is spared.
    private bool IsOfSource(string path) => Finds(path) || (options.TestPath is { } test && Finds(request.Resolve(test)))
        || options.Sql?.Contains(Path.GetFileName(request.Path), StringComparison.OrdinalIgnoreCase) == true;

    private bool Finds(string path) => Path.GetDirectoryName(path) == Path.GetDirectoryName(request.Path)
        && FileSystemName.MatchesSimpleExpression(Path.GetFileName(path), Path.GetFileName(request.Path), ignoreCase: false);

    private ColumnChoice Choose(IReadOnlyList<string> files, string path, ReadingForm form)
    {
        using var database = new Database(path, request.BaseDirectory);
        return ColumnChoice.Of(
            TableFile.Open(database, files, options, labelOption, form, []).Columns, path, options, labelOption);
    }

    /// <summary>The rows that stay, with their labels, as a relation; <c>place</c> is their order.</summary>
    private string Join(Database database, TableRelation relation, ColumnChoice choice, string path)
    {
        database.Execute("CREATE TABLE mended (id VARCHAR, label VARCHAR)");
        foreach (var chunk in request.Labels.Chunk(InsertedAtOnce))
            database.Execute(
                $"INSERT INTO mended VALUES {string.Join(
                    ", ", chunk.Select(row => $"({Sql.Text(row.Key)}, {(row.Value is { } label ? Sql.Text(label) : "NULL")})"))}");
        var id = choice.Id is { } column ? $"trim(CAST({Sql.Column(column.Place)} AS VARCHAR))" : "CAST(place AS VARCHAR)";
        var label = Sql.Column(choice.Label.Place);
        var type = IsText ? "VARCHAR" : relation.Columns[choice.Label.Place].Declared;
        // A label that stays keeps the very text of its cell.
        var mended = $"CASE WHEN mended.id IS NULL OR trim(CAST({label} AS VARCHAR)) = mended.label THEN {label} "
            + $"ELSE CAST(mended.label AS {type}) END AS {label}";
        var source = $"(SELECT row_number() OVER () - 1 AS place, * FROM {(IsText ? relation.AsWritten : relation.Typed)})";
        var joined = $"{source} AS source LEFT JOIN mended ON mended.id = {id}";
        var found = $"SELECT mended.id FROM {joined} WHERE mended.id IS NOT NULL";
        var unknown = database.Texts($"SELECT id FROM mended WHERE id NOT IN ({found}) LIMIT {IdsShown}");
        if (unknown.Count > 0)
            throw new DataFileException(
                path, null, $"it is not the table whose labels were judged: it has no examples such as {Shown.Of(unknown)}");
        return $"(SELECT source.* REPLACE ({mended}) FROM {joined} WHERE mended.id IS NULL OR mended.label IS NOT NULL)";
    }

    private void WriteText(Database database, TableRelation relation, string rows, string path)
    {
        var form = relation.Form ?? new TextForm(options.Separator?.Replace("\\t", "\t", StringComparison.Ordinal) ?? ",", true);
        using var file = new TextTableFile(path, form, Names(relation), options);
        var cells = string.Join(", ", relation.Columns.Select(column => Sql.Column(column.Place)));
        database.Read($"SELECT {cells} FROM {rows} ORDER BY place", row => file.Add(row, relation.Columns.Count));
    }

    private static void WriteParquet(Database database, TableRelation relation, string rows, string path)
    {
        var cells = relation.Columns.Zip(Names(relation)).Select(column =>
            (column.First.Type == SourceColumn.SignedNumber ? column.First.AsNumber : Sql.Column(column.First.Place))
                // A column of a text file may have an empty name, and one of Parquet may not.
                + $" AS {Sql.Name(column.Second.Length > 0 ? column.Second : $"column {column.First.Place + 1}")}");
        database.Execute($"COPY (SELECT {string.Join(", ", cells)} FROM {rows} ORDER BY place) TO {Sql.Text(path)} (FORMAT parquet)");
    }

    private static string[] Names(TableRelation relation) =>
        [.. relation.Columns.Select(column => column.Name ?? column.Place.ToString(CultureInfo.InvariantCulture))];

    // What looks like numbers in one form may be texts in another.
    private void ReadAgain(string written, ColumnChoice choice, long count)
    {
        try
        {
            using var database = new Database(request.Destination, request.BaseDirectory);
            var form = new ReadingForm(-1, options.Encoding?.ToLowerInvariant() ?? "utf-8");
            var relation = TableFile.Open(database, [written], options, labelOption, form, []);
            var again = ColumnChoice.Of(relation.Columns, request.Destination, options, labelOption);
            if (again.Features.Count != choice.Features.Count) throw Otherwise($"with {again.Features.Count} features");
            foreach (var (column, other) in choice.Features.Zip(again.Features))
            {
                if (column.Kind != other.Kind || (column.Name is { Length: > 0 } && column.Name != other.Name))
                    throw Otherwise($"{column.Title} as a {other.Kind} and not as a {column.Kind}");
            }

            using var rows = RawRows.Read(database, relation, again);
            if (rows.Count != count) throw Otherwise($"with {rows.Count} rows in place of {count}");
            ColumnRefusal.OfTexts(request.Destination, rows, options);
        }
        catch (UnexpectedCellException e)
        {
            throw Otherwise(e.Message);
        }
        catch (ComponentException e) when (e is not DataFileException)
        {
            throw Otherwise(e.Message);
        }
    }

    private DataFileException Otherwise(string how) => new(
        request.Destination, null,
        $"a file of this form would be read in another way, {how}; give a name that ends in {(IsText ? ".parquet" : ".csv")}");

    private static long Count(Database database, string sql)
    {
        var count = 0L;
        database.Read(sql, row => count = row.GetInt64(0));
        return count;
    }
}
