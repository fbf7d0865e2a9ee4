using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;

namespace SamHost.Slurm;

/// <summary>Follows the runs of a study that Slurm has, until all have ended. It only looks: to stop it ends nothing.</summary>
/// <param name="studyFolder">The study's folder.</param>
/// <param name="outputDirectory">The folder of all results.</param>
/// <param name="display">Shows progress.</param>
internal sealed class ClusterFollower(string studyFolder, string outputDirectory, IProgressDisplay display)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ClusterRuns _runs = new(studyFolder);
    private readonly Dictionary<string, (IRunDisplay Display, double Fraction)> _shown = [];
    private string _said = "";

    /// <summary>Follows runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="ended">Is told of each that has ended.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Follow(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        var waiting = runs.ToDictionary(run => run.Id);
        do
        {
            var now = _runs.Read().Where(run => waiting.ContainsKey(run.Id)).ToList();
            Say(now, runs.Count - waiting.Count);
            foreach (var run in now)
            {
                var planned = waiting[run.Id];
                Show(planned, run);
                if (Outcome(planned, run) is not { } outcome) continue;
                waiting.Remove(run.Id);
                ended(planned, outcome);
            }
        }
        while (waiting.Count > 0 && !cancellation.WaitHandle.WaitOne(Pause));
        if (waiting.Count > 0) display.Note("The jobs go on; only their watching has ended.");
    }

    private void Show(PlannedRun planned, ClusterRun run)
    {
        if (run.State is not (ClusterState.Running or ClusterState.Completed)) return;
        if (!_shown.TryGetValue(run.Id, out var shown))
            shown = _shown[run.Id] = (display.Open(planned.Label, planned.Seed), -1);
        if (run.State == ClusterState.Completed) shown.Display.Complete();
        else if (run.Progress is { } text && run.Fraction != shown.Fraction)
        {
            shown.Display.Show(run.Fraction, epochEnded: true, () => text);
            _shown[run.Id] = (shown.Display, run.Fraction);
        }
    }

    private RunOutcome? Outcome(PlannedRun planned, ClusterRun run)
    {
        if (run.State == ClusterState.Completed)
            return EarlierRun.FindComplete(planned, outputDirectory)
                ?? Failed("Its results cannot be read, or are those of other plugins.");
        return run.State is ClusterState.Failed or ClusterState.Cancelled || (run.State == ClusterState.Lost && !run.MayComeBack)
            ? Failed(run.Why ?? "It was cancelled.")
            : null;

        RunOutcome Failed(string reason)
        {
            display.Note($"{run.Id} {(run.State == ClusterState.Cancelled ? "was cancelled" : $"failed: {reason}")}");
            if (_shown.TryGetValue(run.Id, out var shown)) shown.Display.Fail();
            return new RunOutcome(planned.Label, planned.Seed, Path.Combine(studyFolder, run.Id), null, reason);
        }
    }

    // What a person wants to know when nothing is made yet, and once for each change.
    private void Say(IReadOnlyList<ClusterRun> runs, int ended)
    {
        var counts = runs.Where(run => run.State is not (ClusterState.Completed or ClusterState.Failed or ClusterState.Cancelled))
            .GroupBy(run => (run.State, Why: run.State is ClusterState.Running or ClusterState.Starting ? null : run.Why))
            .OrderBy(group => group.Key.State)
            .Select(group => $"{group.Count()} {group.Key.State.ToString().ToLowerInvariant()}"
                + (group.Key.Why is { } why ? $" ({why})" : ""));
        var text = string.Join(", ", counts);
        if (text.Length == 0) return;
        if (_runs.Problem is { } problem) text += $"; Slurm does not answer ({problem})";
        if (text == _said) return;
        _said = text;
        display.Note($"{ended} ended; {text}.");
    }
}
