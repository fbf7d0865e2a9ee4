using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>A row of the page's table of runs.</summary>
/// <param name="Run">What the page calls the run.</param>
/// <param name="Name">The name of its folder.</param>
/// <param name="Group">Its line in the figures: an optimizer, with all of its seeds.</param>
/// <param name="Seed">The root seed.</param>
/// <param name="Status"><c>waiting</c>, or one of <see cref="RunSummary.Statuses"/>.</param>
/// <param name="Reason">Why it failed, or stopped before its last epoch.</param>
/// <param name="Epoch">How many epochs are complete.</param>
/// <param name="Epochs">How many it is to have.</param>
/// <param name="TestAccuracy">In the last evaluated epoch.</param>
/// <param name="PeakTestAccuracy">The highest until now.</param>
/// <param name="PeakEpoch">The epoch of that.</param>
/// <param name="SecondsLeft">An estimate; null where there is nothing to estimate it from, and for a run that has ended.</param>
/// <param name="Problem">Why its recorded examples are not shown.</param>
internal sealed record RunState(
    int Run, string Name, string Group, long? Seed, string Status, string? Reason, int Epoch, int? Epochs, double? TestAccuracy,
    double? PeakTestAccuracy, int? PeakEpoch, double? SecondsLeft, string? Problem)
{
    /// <summary>The state of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="group">The name of its group.</param>
    /// <param name="secondsLeft">How long it will take.</param>
    public static RunState Of(WatchedRun run, string group, double? secondsLeft)
    {
        var accuracies = run.Metrics.Columns["test_accuracy"];
        var evaluated = run.Metrics.Epochs.Zip(accuracies).Where(row => row.Second is { } value && double.IsFinite(value)).ToList();
        var peak = evaluated.Count == 0 ? default : evaluated.MaxBy(row => row.Second);
        return new RunState(
            run.Number, Path.GetFileName(run.Folder), group, run.Seed, run.Status, run.Summary?.Reason, run.Metrics.Epochs.LastOrDefault(),
            run.Epochs, evaluated.LastOrDefault().Second, peak.Second, evaluated.Count == 0 ? null : peak.First, secondsLeft, run.Problem);
    }
}

/// <summary>The head of the page.</summary>
/// <param name="Name">The name of the study, or of several.</param>
/// <param name="Groups">The lines of the figures, in their order.</param>
/// <param name="Runs">The rows of the table.</param>
/// <param name="SecondsLeft">An estimate for all of them together; null where there is none, and nothing left.</param>
internal sealed record StudyState(string Name, IReadOnlyList<string> Groups, IReadOnlyList<RunState> Runs, double? SecondsLeft);
