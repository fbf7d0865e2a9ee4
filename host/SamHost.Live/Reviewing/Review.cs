using SamHost.Reporting.Pages;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;

namespace SamHost.Live.Reviewing;

/// <summary>The suspects of a ranking, gone through by a person. Each decision is saved at once, in the file of mended labels.</summary>
public sealed class Review
{
    // Beyond the cut, where a person may find some more.
    private const int FewestShown = 100;
    private const int ClassesShown = 5;

    private readonly SuspectRanking _ranking;
    private readonly string _file;
    private readonly IRecordedExamples? _data;
    private readonly string? _problem;
    private readonly Dictionary<string, int> _dataPlaces;
    private readonly IReadOnlyList<string> _shown;
    private readonly HashSet<string> _known;
    private readonly LabelDecision[] _decisions;
    private readonly Dictionary<string, int> _rows;
    private readonly Dictionary<string, LabelDecision> _proposals;
    private readonly Lock _gate = new();

    /// <summary>Begins, or goes on.</summary>
    /// <param name="ranking">A ranking of a cross-validation.</param>
    /// <param name="decisions">The rows of the file as they are now.</param>
    /// <param name="file">The file.</param>
    /// <param name="data">Shows the examples; null where they cannot be loaded. Borrowed.</param>
    /// <param name="problem">Why they cannot.</param>
    public Review(
        SuspectRanking ranking, IReadOnlyList<LabelDecision> decisions, string file, IRecordedExamples? data, string? problem)
    {
        (_ranking, _file, _data, _problem) = (ranking, file, data, problem);
        _decisions = [.. decisions];
        _rows = _decisions.Index().ToDictionary(row => row.Item.Id, row => row.Index);
        _proposals = CleanedLabels.Propose(ranking).ToDictionary(proposal => proposal.Id);
        _shown = [.. ranking.Examples.Take(Math.Max(2 * (ranking.Cut ?? 0), FewestShown)).Select(example => example.Id)];
        _known = [.. _shown];
        _dataPlaces = data is null ? [] : data.Ids.Index().ToDictionary(id => id.Item, id => id.Index);
    }

    /// <summary>All that is shown, without what it looks like.</summary>
    internal ReviewList List()
    {
        lock (_gate)
        {
            return new ReviewList(
                Path.GetFileName(_file), _ranking.Judgement!.ClassNames, Math.Min(_ranking.Cut ?? 0, _shown.Count), _problem,
                [.. _shown.Select(StateOf)]);
        }
    }

    /// <summary>What an example looks like, and how likely each class is.</summary>
    /// <returns>Null of an id that is not shown.</returns>
    internal ReviewedExample? Show(string id)
    {
        if (!_known.Contains(id)) return null;
        var judgement = _ranking.Judgement!;
        IReadOnlyList<ClassShare> shares = judgement.ClassesOf(id) is { } classes
            ? [.. classes.Zip(judgement.ClassNames, (share, name) => new ClassShare(name, share))
                .OrderByDescending(share => share.Probability).Take(ClassesShown)]
            : [];
        if (_data is null || !_dataPlaces.TryGetValue(id, out var place)) return new ReviewedExample(null, [], shares);
        lock (_gate)
        {
            var cells = ExampleCells.Of(_data, [place]);
            return new ReviewedExample(
                Picture.Of(_data, place), [.. cells.Names.Zip(cells.Rows[0], (name, text) => new NamedCell(name, text))], shares);
        }
    }

    /// <summary>Decides, and saves.</summary>
    /// <param name="id">The example.</param>
    /// <param name="verb"><c>label</c>, <c>drop</c>, or <c>undo</c>, which goes back to what the rule proposes.</param>
    /// <param name="label">The label that is right, for <c>label</c>.</param>
    /// <returns>The example as it is now; null where the id, the verb or the label is not there.</returns>
    /// <exception cref="IOException">The file cannot be written; nothing is decided.</exception>
    internal ReviewState? Decide(string id, string verb, string? label)
    {
        if (!_known.Contains(id) || (verb == "label" && !_ranking.Judgement!.ClassNames.Contains(label))) return null;
        lock (_gate)
        {
            var before = _decisions[_rows[id]];
            LabelDecision? now = verb switch
            {
                "label" => before.By(label),
                "drop" => before.By(null),
                "undo" => _proposals[id],
                _ => null,
            };
            if (now is null) return null;
            _decisions[_rows[id]] = now;
            try
            {
                CleanedLabels.Write(_decisions, _file);
            }
            catch (Exception)
            {
                _decisions[_rows[id]] = before;
                throw;
            }

            return StateOf(id);
        }
    }

    private ReviewState StateOf(string id)
    {
        var (decision, better) = (_decisions[_rows[id]], _ranking.Judgement!.Propose(id));
        return new ReviewState(
            id, decision.Given, better?.Label, better?.Confidence, decision.Label, decision.Action.ToString().ToLowerInvariant(),
            decision.IsByPerson);
    }
}
