using System.Text.Json.Nodes;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable.Features;
using SamHost.Plugins.DatasetTable.Proposing;
using SamHost.Plugins.DatasetTable.Reading;
using SamHost.Plugins.DatasetTable.Writing;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetTable;

/// <summary>
/// The data set <c>table</c>: inputs float32 [N, features]. An example's id is that of its column, else the number of its data row, from 0,
/// as pandas counts. Nobody vouches for the labels, unless a column says which are right.
/// </summary>
public sealed class TableLoader(TableOptions options, string labelOption = nameof(TableOptions.Label))
    : IDatasetLoader, IUnlabelledLoader, IOptionsProposer, IRelabelledWriter
{
    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request) => ReadingForm.Find(options, form => Load(request, form));

    /// <inheritdoc/>
    public UnlabelledExamples LoadUnlabelled(UnlabelledRequest request)
    {
        var table = new UnlabelledTable(options, labelOption, request);
        return ReadingForm.Find(options, table.Read);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> WrittenEndings => RelabelledTable.Endings;

    /// <inheritdoc/>
    public JsonObject WriteRelabelled(RelabelRequest request) =>
        ReadingForm.Find(options, new RelabelledTable(options, labelOption, request).Write);

    /// <inheritdoc/>
    public OptionsProposal? Propose(ProposalRequest request) =>
        !Directory.Exists(request.Path) && TableFile.HasEndingOfTable(request.Source) ? new TableProposal(request).Make() : null;

    private Dataset Load(DatasetRequest request, ReadingForm form)
    {
        using var scope = NewDisposeScope();
        List<string> notes = [];
        var path = options.Path is { } given ? request.Resolve(given) : "Sql";
        var files = options.Path is null ? [] : TableFile.Find(path);
        // What is missing is said before anything is read.
        var testPath = options.TestPath is { } held ? request.Resolve(held) : path;
        var testFiles = options.TestPath is null ? files : TableFile.Find(testPath);
        var (database, relation) = Open(request, files, path, form, notes);
        using var opened = database;
        var choice = ColumnChoice.Of(relation.Columns, path, options, labelOption);
        ColumnRefusal.OfTypes(path, choice);
        using var rows = Read(database, relation, choice, path);
        // What it holds of the file is not held beside the tensors.
        database.Dispose();
        using var tests = options.TestPath is null ? null : ReadTests(request, testFiles, testPath, choice, form);
        var missing = MissingRows.Of(path, rows, tests, options);
        ColumnRefusal.OfTexts(path, rows, options);
        var classes = Classes.Of(path, rows);
        notes.AddRange(TableNotes.OfColumns(rows, missing.Counts));
        notes.AddRange(TableNotes.OfClasses(rows));

        var (train, drawn) = Split(rows, tests is not null, missing.Kept, classes, request.Seed, path);
        var testRows = tests is null ? drawn : missing.KeptTests!;
        var raw = tests is null ? rows.Take(train, testRows) : [rows.Take(train)[0], tests.Take(testRows)[0]];
        var labels = classes.IndicesOf(rows, rows.TrueLabels ?? rows.Labels, train, path);
        notes.AddRange(TableNotes.OfUnseen(classes, labels));
        notes.AddRange(TableNotes.OfIndices(rows, raw[0]));
        notes.AddRange(TableNotes.OfDuplicates(raw[0], raw[1]));
        var encoding = new Encoding(rows, missing.Counts, options.Standardize, options.Missing == MissingCells.Impute);
        var inputs = encoding.Encode(raw[0], rows.Texts, raw[1], (tests ?? rows).Texts);
        var of = tests ?? rows;
        return new Dataset(
            new Examples(inputs.Train, tensor(labels))
            {
                GivenLabels = rows.TrueLabels is null ? null : tensor(classes.IndicesOf(rows, rows.Labels, train, path)),
                AreLabelsVerified = rows.TrueLabels is not null,
                Source = Source(rows, train, request, files, path, form),
            },
            new Examples(inputs.Test, tensor(classes.IndicesOf(of, of.TrueLabels ?? of.Labels, testRows, testPath)))
            {
                AreLabelsVerified = of.TrueLabels is not null,
                Source = Source(of, testRows, request, testFiles, testPath, form, leastFeatures: relation.Columns.Count - 1),
            },
            classes.Names)
        {
            Notes = notes,
            InputPreparation = encoding.Form().ToJson(),
        };
    }

    private (Database Database, TableRelation Relation) Open(
        DatasetRequest request, IReadOnlyList<string> files, string path, ReadingForm form, ICollection<string> notes,
        Func<SourceColumn, bool>? isAlsoText = null, int leastFeatures = 0)
    {
        var database = new Database(path, request.BaseDirectory);
        try
        {
            return (database, TableFile.Open(database, files, options, labelOption, form, notes, isAlsoText, leastFeatures));
        }
        catch (Exception)
        {
            database.Dispose();
            throw;
        }
    }

    private static RawRows Read(Database database, TableRelation relation, ColumnChoice choice, string path)
    {
        var rows = RawRows.Read(database, relation, choice);
        try
        {
            if (rows.Count == 0) throw new DataFileException(path, null, "expected a row of data, and there is none");
            if (rows.UnknownTest is { } unknown)
                throw new DataFileException(
                    path, choice.Test!.Title,
                    $"expected test or train (true or false, 1 or 0, yes or no) in each cell, and found '{Shown.Of(unknown)}'");
            RowIds.Require(rows.Ids, rows.Choice.Id, path);
            rows.RequireFinite(path);
            return rows;
        }
        catch (Exception)
        {
            rows.Dispose();
            throw;
        }
    }

    // Columns of the same names and kinds: a number here is no text there.
    private RawRows ReadTests(
        DatasetRequest request, IReadOnlyList<string> files, string path, ColumnChoice train, ReadingForm form)
    {
        // Texts that read like numbers here are texts all the same.
        var texts = train.Features.Where(column => column.Kind == ColumnKind.Text).Select(column => column.Place).ToHashSet();
        SourceColumn[] own =
        [
            train.Label, .. train.Features, .. train.LeftOut, .. new[] { train.TrueLabel, train.Id }.OfType<SourceColumn>(),
        ];
        var (database, relation) = Open(request, files, path, form, [], column => texts.Contains(column.Place), own.Length - 1);
        using var _ = database;
        if (relation.Columns.Count != own.Length)
            throw new DataFileException(
                path, null, $"expected {own.Length} columns, as the training table has, and found {relation.Columns.Count}");
        foreach (var (column, other) in own.OrderBy(column => column.Place).Zip(relation.Columns))
        {
            if (column.Name is not null && other.Name is not null && column.Name != other.Name)
                throw new DataFileException(
                    path, $"column {column.Place + 1}",
                    $"expected '{Shown.Of(column.Name)}', as in the training table, and found '{Shown.Of(other.Name)}'");
            if (train.Features.Contains(column) && column.Kind != other.Kind)
                throw new DataFileException(
                    path, column.Title, $"expected {Noun(column)}s, as in the training table, and found {Noun(other)}s");
        }

        return Read(database, relation, train, path);
    }

    private static string Noun(SourceColumn column) => column.Kind.ToString().ToLowerInvariant();

    private (long[] Train, long[] Test) Split(RawRows rows, bool hasTestTable, long[] kept, Classes classes, long seed, string path)
    {
        if (hasTestTable) return (kept, []);
        if (rows.Tests is { } tests)
        {
            var parts = kept.ToLookup(row => tests[(int)row]);
            if (!parts[true].Any() || !parts[false].Any())
                throw new ComponentException(
                    nameof(options.TestColumn),
                    $"TestColumn puts every row of {path} on one side; the cells of rows that test are test or true.");
            return ([.. parts[false]], [.. parts[true]]);
        }

        if (kept.Length < 2) throw new DataFileException(path, null, "a single row cannot both train and test");
        var testCount = Math.Clamp((int)Math.Round(kept.Length * options.TestFraction), 1, kept.Length - 1);
        if (options.Stratify && kept.GroupBy(row => rows.Labels[(int)row]).All(members => members.Count() == 1))
            throw new DataFileException(path, rows.Choice.Label.Title, "every class has a single row: none can both train and test");
        var (train, test) = options.Stratify
            ? Preparation.StratifiedSplit(
                classes.IndicesOf(rows, rows.TrueLabels ?? rows.Labels, kept, path), classes.Names.Length, options.TestFraction, seed)
            : Preparation.Split(kept.Length, testCount, seed);
        // Of a table without holes these are the rows.
        return kept.Length == rows.Count
            ? (train, test)
            : ([.. train.Select(place => kept[place])], [.. test.Select(place => kept[place])]);
    }

    private ExampleSource Source(
        RawRows rows, long[] places, DatasetRequest request, IReadOnlyList<string> files, string path, ReadingForm form,
        int leastFeatures = 0) =>
        new(places, rows.Count, rows.Ids is { } ids ? [.. places.Select(row => ids[(int)row])] : null)
        {
            Cells = new TableCells(() => Open(request, files, path, form, [], leastFeatures: leastFeatures), Columns(rows.Choice), places),
        };

    private static IReadOnlyList<SourceColumn> Columns(ColumnChoice choice) =>
    [
        .. choice.Features.Concat(choice.LeftOut).Append(choice.Label)
            .Concat(new[] { choice.TrueLabel, choice.Id, choice.Test }.OfType<SourceColumn>()).OrderBy(column => column.Place),
    ];
}
