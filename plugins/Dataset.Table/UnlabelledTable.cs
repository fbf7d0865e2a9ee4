using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable.Features;
using SamHost.Plugins.DatasetTable.Reading;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetTable;

/// <summary>
/// Rows for a trained model. Columns are found by their names, in any order and among any others; where the training table had none, by
/// their places.
/// </summary>
/// <param name="options">The options of the training table.</param>
/// <param name="labelOption">What its option of the label is called.</param>
/// <param name="request">What is read.</param>
internal sealed class UnlabelledTable(TableOptions options, string labelOption, UnlabelledRequest request)
{
    private const int NamesShown = 20;

    private readonly InputForm _form = InputForm.Of(request.Preparation);

    // A table that came by a query is followed by one that comes by a query, or by a file with the columns of its result.
    private bool IsQuery => options.Sql is not null && !File.Exists(request.Path);

    private bool HasNames => _form.Columns[0].Name is not null;

    /// <summary>Reads the rows.</summary>
    internal UnlabelledExamples Read(ReadingForm form)
    {
        using var scope = NewDisposeScope();
        List<string> notes = [];
        var path = IsQuery ? "Sql" : request.Path;
        var files = IsQuery ? [] : TableFile.Find(path);
        using var database = new Database(path, request.BaseDirectory);
        var leastFeatures = _form.Columns.Max(column => column.Place) + 1;
        var relation = TableFile.Open(database, files, Options(), labelOption, form, notes, IsText, leastFeatures);
        var columns = Find(relation, path);
        var id = options.Id is { } name ? ColumnChoice.Find(relation.Columns, name) : null;
        if (options.Id is not null && id is null) notes.Add($"There is no column '{options.Id}': ids are the numbers of the rows.");
        // A label that is missing in every row.
        var label = new SourceColumn(relation.Columns.Count, null, "VARCHAR");
        var labelled = relation with
        {
            Typed = $"(SELECT *, NULL::VARCHAR AS {Sql.Column(label.Place)} FROM {relation.Typed})",
            Columns = [.. relation.Columns, label],
        };
        using var rows = RawRows.Read(database, labelled, new ColumnChoice(label, null, id, null, columns, []));
        if (rows.Count == 0) throw new DataFileException(path, null, "expected a row of data, and there is none");
        RowIds.Require(rows.Ids, id, path);
        rows.RequireFinite(path);
        RequireCells(rows, path);
        notes.AddRange(Unseen(rows));
        var raw = rows.Take([.. Enumerable.Range(0, rows.Count).Select(row => (long)row)])[0];
        string[] ids = rows.Ids is { } named
            ? [.. named]
            : [.. Enumerable.Range(0, rows.Count).Select(row => row.ToString(CultureInfo.InvariantCulture))];
        return new UnlabelledExamples(_form.Apply(raw, rows.Texts), ids) { Notes = notes };
    }

    private TableOptions Options() => new()
    {
        Path = IsQuery ? null : request.Path,
        Sql = IsQuery ? request.Source : null,
        Label = TableOptions.NoLabel,
        Id = options.Id,
        Separator = options.Separator,
        DecimalSeparator = options.DecimalSeparator,
        Thousands = options.Thousands,
        Encoding = options.Encoding,
        NullStrings = options.NullStrings,
        Comment = options.Comment,
        HasHeader = HasNames,
    };

    // Texts that read like numbers here are texts all the same.
    private bool IsText(SourceColumn column) => _form.Columns.Any(own => own.Categories is not null && IsThat(column, own));

    private bool IsThat(SourceColumn column, InputColumn own) => HasNames ? column.Name == own.Name : column.Place == own.Place;

    private IReadOnlyList<SourceColumn> Find(TableRelation relation, string path)
    {
        List<SourceColumn> found = [];
        List<string> missing = [], problems = [];
        foreach (var own in _form.Columns)
        {
            if (relation.Columns.FirstOrDefault(column => IsThat(column, own)) is not { } column)
            {
                missing.Add(own.Title);
                continue;
            }

            found.Add(column);
            var isText = own.Categories is not null;
            if (column.Kind != (isText ? ColumnKind.Text : ColumnKind.Number))
                problems.Add($"{own.Title} holds {(isText ? "no texts" : "no numbers")}, as that of the training table does");
        }

        if (missing.Count > 0)
            problems.Insert(
                0,
                $"expected {string.Join(", ", missing)}, as the training table has, and found "
                    + (HasNames
                        ? Shown.Of(relation.Columns.Select(column => column.Name ?? ""), NamesShown)
                        : $"{relation.Columns.Count} columns"));
        return problems.Count == 0 ? found : throw new DataFileException(path, null, string.Join("; ", problems));
    }

    private void RequireCells(RawRows rows, string path)
    {
        if (options.Missing == MissingCells.Impute) return;
        var counts = rows.FindMissing().Counts;
        if (counts.All(count => count == 0)) return;
        var columns = _form.Columns.Zip(counts).Where(column => column.Second > 0)
            .Select(column => $"{column.First.Title}: {column.Second}");
        throw new DataFileException(
            path, null,
            $"cells are missing ({string.Join(", ", columns)}), and the model was trained without: mend or leave out these rows, or train "
                + "with Missing set to Impute");
    }

    private IEnumerable<string> Unseen(RawRows rows)
    {
        foreach (var (column, texts) in _form.Columns.Zip(rows.Texts).Where(column => column.Second is not null))
        {
            var unseen = texts!.Texts.Zip(texts.Counts).Where(text => !column.Categories!.Contains(text.First)).ToList();
            if (unseen.Count == 0) continue;
            var count = unseen.Sum(text => text.Second);
            yield return $"warning: {column.Title} has {Shown.Of(unseen.Select(text => text.First), 5)} in {count} "
                + "rows, which the training table has not: the model takes such a cell for none of the categories.";
        }
    }
}
