using SamHost.Studies.Plans;

namespace SamHost.Studies.Processes;

/// <summary>
/// Which run is made next: one whose data the worker holds, and of those the longest, so that no long one begins when the others have
/// ended. How long a run takes is known from one of another seed, and where there is none, supposed to be as long as any.
/// </summary>
/// <param name="runs">The runs.</param>
internal sealed class RunSchedule(IReadOnlyList<PlannedRun> runs)
{
    private readonly List<PlannedRun> _waiting = [.. runs];
    private readonly Dictionary<string, TimeSpan> _lengths = [];

    /// <summary>Takes the next run; null where none is left.</summary>
    /// <param name="held">The data that the worker holds; null for none.</param>
    /// <param name="elsewhere">The data that other workers hold, which are theirs as long as there are others.</param>
    public PlannedRun? Next(string? held, IReadOnlyCollection<string?> elsewhere)
    {
        // The order of the runs where nothing else decides: the sort is stable.
        var next = _waiting.OrderByDescending(run => run.DataKey == held).ThenBy(run => elsewhere.Contains(run.DataKey))
            .ThenByDescending(LengthOf).FirstOrDefault();
        if (next is not null) _waiting.Remove(next);
        return next;
    }

    /// <summary>Puts a run back that was not begun.</summary>
    public void Return(PlannedRun run) => _waiting.Insert(0, run);

    /// <summary>Notes how long a run took.</summary>
    public void Ended(PlannedRun run, TimeSpan duration) => _lengths[run.Label] = duration;

    private TimeSpan LengthOf(PlannedRun run) => _lengths.GetValueOrDefault(run.Label, TimeSpan.MaxValue);
}
