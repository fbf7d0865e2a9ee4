using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable.Proposing;

/// <summary>Says how a table that nobody has described would be read: which column has the labels, which are no features.</summary>
/// <param name="request">What is looked at.</param>
internal sealed class TableProposal(ProposalRequest request)
{
    private static readonly string[] LabelNames =
        ["label", "labels", "given_label", "noisy_label", "given", "class", "target", "category", "kind", "species", "y"];
    private static readonly string[] TrueLabelNames = ["true_label", "clean_label", "true", "truth"];
    private static readonly string[] IdNames = ["id", "name", "key", "uuid", "guid", "file", "filename", "path"];

    private readonly int _maxCategories = new TableOptions().MaxCategories;
    private readonly List<string> _findings = [];

    /// <summary>Looks at the table.</summary>
    internal OptionsProposal Make()
    {
        var files = TableFile.Find(request.Path);
        var facts = Look(files, thousands: null);
        var thousands = facts.Any(fact => fact.AreGroupedNumbers) ? "," : null;
        if (thousands is not null) facts = Look(files, thousands);
        var label = FindLabel(facts);
        var truth = facts.FirstOrDefault(
            fact => fact != label && fact.MayBeLabel && TrueLabelNames.Contains(fact.Column.Name, StringComparer.OrdinalIgnoreCase));
        if (truth?.MissingCount > 0)
        {
            _findings.Add($"{truth.Column.Title} has labels for {truth.CellCount} of {truth.RowCount} rows: too few to measure by.");
            truth = null;
        }

        if (truth is not null) _findings.Add($"The labels known to be right: {truth.Column.Title}, which is called so.");
        var id = FindId([.. facts.Where(fact => fact != label && fact != truth)]);
        ColumnFacts?[] named = [label, truth, id];
        var leftOut = facts.Where(fact => !named.Contains(fact) && IsNoFeature(fact)).ToList();
        string NameOf(ColumnFacts fact) => IsNameOfOne(fact.Column.Name, facts)
            ? fact.Column.Name!
            : fact.Column.Place.ToString(CultureInfo.InvariantCulture);
        var options = new JsonObject { ["Path"] = request.Source, ["Label"] = NameOf(label) };
        if (truth is not null) options["TrueLabel"] = NameOf(truth);
        if (id is not null) options["Id"] = NameOf(id);
        if (leftOut.Count > 0) options["Exclude"] = new JsonArray([.. leftOut.Select(fact => JsonValue.Create(NameOf(fact)))]);
        if (thousands is not null)
        {
            options["Thousands"] = thousands;
            _findings.Add("Numbers have commas between their thousands.");
        }

        var features = facts.Except(leftOut).Where(fact => !named.Contains(fact)).ToList();
        AddMissing(options, label, features);
        return new OptionsProposal(options, _findings);
    }

    private IReadOnlyList<ColumnFacts> Look(IReadOnlyList<string> files, string? thousands)
    {
        var options = new TableOptions
        {
            Path = request.Source, Thousands = thousands, Label = TableOptions.NoLabel,
        };
        return ReadingForm.Find(options, form =>
        {
            using var database = new Database(request.Path, request.BaseDirectory);
            return ColumnFacts.Of(database, TableFile.Open(database, files, options, nameof(TableOptions.Label), form, []));
        });
    }

    // A name that others have too, or that reads as a pattern, says less than the place.
    private static bool IsNameOfOne(string? name, IReadOnlyList<ColumnFacts> facts) =>
        !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAny('*', '?') && facts.Count(fact => fact.Column.Name == name) == 1;

    private ColumnFacts FindLabel(IReadOnlyList<ColumnFacts> facts)
    {
        if (request.Label is { } asked)
        {
            var columns = facts.Select(fact => fact.Column).ToList();
            return ColumnChoice.Find(columns, asked) is { } named
                ? facts[named.Place]
                : throw new ComponentException(
                    $"{request.Path} has no column '{asked}'; it has {Shown.Of(columns.Select(column => column.Name ?? ""), 20)}.");
        }

        var possible = facts.Where(fact => fact.MayBeLabel).ToList();
        var called = LabelNames.Select(name => possible.Find(fact => name.Equals(fact.Column.Name, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(fact => fact is not null);
        var last = facts[^1].MayBeLabel ? facts[^1] : null;
        var likely = called ?? last ?? possible.FindLast(fact => fact.Column.Kind == ColumnKind.Text) ?? possible.LastOrDefault()
            ?? throw new DataFileException(
                request.Path, null,
                "no column has a few different texts or whole numbers, as labels are; name the one that has them by --label");
        var why = likely == called ? "is called so" : likely == last ? "is the last column" : "is the last that may be";
        _findings.Add($"The labels: {likely.Column.Title}, which {why}; it has {likely.DistinctCount} classes in {likely.CellCount} rows.");
        return likely;
    }

    private ColumnFacts? FindId(IReadOnlyList<ColumnFacts> facts)
    {
        var distinct = facts.Where(fact => fact.AreAllDistinct && (fact.Column.Kind == ColumnKind.Text || fact.IsWhole)).ToList();
        var id = distinct.Find(fact => IsCalledId(fact.Column.Name))
            ?? distinct.Find(fact => fact.Column is { Place: 0, Kind: ColumnKind.Text });
        if (id is not null) _findings.Add($"The ids: {id.Column.Title}, no two of whose cells are alike.");
        return id;
    }

    private static bool IsCalledId(string? name) => name is not null
        && (IdNames.Contains(name, StringComparer.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("Id", StringComparison.Ordinal));

    private bool IsNoFeature(ColumnFacts fact)
    {
        var why = fact switch
        {
            { Column.Kind: ColumnKind.Date } => "it holds dates; Sql can make numbers of them, such as "
                + $"epoch({Sql.Name(fact.Column.Name ?? Sql.Column(fact.Column.Place))})",
            { Column.Kind: ColumnKind.Other } => $"it is of the type {fact.Column.Type}",
            { IsRising: true, AreAllDistinct: true } => "it rises from row to row, as an index does",
            { CellCount: 0 } => "it is empty",
            { Column.Kind: ColumnKind.Text } when fact.DistinctCount > _maxCategories =>
                $"it has {fact.DistinctCount} different texts, more than MaxCategories ({_maxCategories})",
            _ => null,
        };
        if (why is not null) _findings.Add($"Left out: {fact.Column.Title}, since {why}.");
        return why is not null;
    }

    private void AddMissing(JsonObject options, ColumnFacts label, IReadOnlyList<ColumnFacts> features)
    {
        var holes = features.Where(fact => fact.MissingCount > 0).ToList();
        if (label.MissingCount > 0)
        {
            options["Missing"] = nameof(MissingCells.Drop);
            _findings.Add($"{label.MissingCount} rows have no label: they are left out, with all others that have a missing cell.");
        }
        else if (holes.Count > 0)
        {
            options["Missing"] = nameof(MissingCells.Impute);
            _findings.Add(
                $"Cells are missing in {string.Join(", ", holes.Take(5).Select(fact => $"{fact.Column.Title} ({fact.MissingCount})"))}"
                    + $"{(holes.Count > 5 ? $" and {holes.Count - 5} columns more" : "")}: a median takes their place, and a feature says "
                    + "where.");
        }
    }
}
