using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>How long runs will take, at the pace of their epochs until now.</summary>
internal static class TimeLeft
{
    /// <summary>
    /// The time left of each run that has not ended, in seconds; null where nothing is known yet. One that waits will take as long an epoch
    /// as others of its group do, or else as all others.
    /// </summary>
    public static IReadOnlyDictionary<WatchedRun, double?> Of(IReadOnlyList<WatchedRun> runs)
    {
        var paces = runs.Select(run => (run.Group, Pace: Pace(run))).Where(run => run.Pace is not null).ToList();
        var own = paces.GroupBy(run => run.Group, run => run.Pace!.Value).ToDictionary(group => group.Key, group => group.Average());
        double? all = paces.Count == 0 ? null : paces.Average(run => run.Pace!.Value);
        return runs.Where(run => IsOpen(run.Status)).ToDictionary(
            run => run,
            run => (Pace(run) ?? (own.TryGetValue(run.Group, out var pace) ? pace : all)) * (run.Epochs - run.Metrics.Epochs.Count));
    }

    /// <summary>The time left of all together, as many at a time as there are now.</summary>
    public static double? Together(IReadOnlyDictionary<WatchedRun, double?> left)
    {
        var running = left.Where(run => run.Key.Status == RunSummary.Running).ToList();
        if (running.Count == 0 || left.Values.Contains(null)) return null;
        // The last ones do not share their work among all processes.
        return Math.Max(running.Max(run => run.Value!.Value), left.Values.Sum(value => value!.Value) / running.Count);
    }

    private static bool IsOpen(string status) => status is "waiting" or RunSummary.Running;

    private static double? Pace(WatchedRun run) =>
        run.Clock.SecondsAnEpoch
            ?? (run.Summary is { Seconds: { } seconds, IsResumed: false } && run.Metrics.Epochs.Count > 0
                ? seconds / run.Metrics.Epochs.Count
                : null);
}
