namespace SamHost.Live.Following;

/// <summary>All runs that the page shows, as their folders hold them. Not for several threads at a time.</summary>
/// <param name="shown">Which they are.</param>
internal sealed class WatchedStudy(ShownRuns shown)
{
    private readonly Dictionary<string, WatchedRun> _runs = [];
    private IReadOnlyList<WatchedRun> _order = [];
    private LiveEvent? _state;

    /// <summary>A run by its number; null where there is none.</summary>
    public WatchedRun? Find(int number) => _order.FirstOrDefault(run => run.Number == number);

    /// <summary>Reads what has changed since the last time.</summary>
    /// <returns>What a page that knows the rest has to be told.</returns>
    public IReadOnlyList<LiveEvent> Poll()
    {
        var events = new List<LiveEvent>();
        var runs = shown.Now().Select(Watch).ToList();
        foreach (var run in runs)
        {
            var (metrics, weights) = run.Read();
            if (metrics is { } row) events.Add(Metrics(run, row));
            if (weights is { } place) events.Add(Weights(run, place));
        }

        // Those of a plan as it has them, others as they began.
        _order = [.. runs.OrderBy(run => run.IsPlanned ? null : run.Summary?.Started)];
        var state = State();
        // First: what follows refers to its runs.
        if (state != _state) events.Insert(0, state);
        _state = state;
        return events;
    }

    /// <summary>What a page that knows nothing has to be told.</summary>
    public IReadOnlyList<LiveEvent> Whole() =>
        [_state ?? State(), .. _order.SelectMany(run => new[] { Metrics(run, 0), Weights(run, 0) })];

    private WatchedRun Watch(ShownRun run)
    {
        if (!_runs.TryGetValue(run.Folder, out var watched)) _runs.Add(run.Folder, watched = new WatchedRun(_runs.Count, run));
        return watched;
    }

    private LiveEvent State()
    {
        var names = Names();
        var left = TimeLeft.Of(_order);
        return LiveEvent.Of("study", new StudyState(
            string.Join(", ", _order.Select(run => run.Study).Distinct()),
            [.. names.Values],
            [.. _order.Select(run => RunState.Of(run, names[run.Group], left.GetValueOrDefault(run)))],
            TimeLeft.Together(left)));
    }

    /// <summary>The names of the groups, in the order of their first runs: as much as tells them apart.</summary>
    private Dictionary<(string Study, string Settings), string> Names()
    {
        var groups = _order.GroupBy(run => run.Group).ToList();
        var severalStudies = groups.Select(group => group.Key.Study).Distinct().Count() > 1;
        var names = groups.Select(group => severalStudies ? $"{group.Key.Study}/{group.First().Label}" : group.First().Label).ToList();
        var counts = names.CountBy(name => name).ToDictionary();
        return groups.Zip(names).ToDictionary(
            named => named.First.Key,
            // The hash at the end of a run's name tells what its label does not.
            named => counts[named.Second] == 1
                ? named.Second
                : $"{named.Second} {Path.GetFileName(named.First.First().Folder).Split('-')[^1]}");
    }

    private static LiveEvent Metrics(WatchedRun run, int row)
    {
        var rows = run.Metrics.From(row);
        return LiveEvent.Of("metrics", new { run = run.Number, from = row, rows.Epochs, rows.Columns });
    }

    private static LiveEvent Weights(WatchedRun run, int place) =>
        LiveEvent.Of("weights", new { run = run.Number, from = place, epochs = run.Weights.Skip(place) });
}
