using SamHost.Studies.Plans;

namespace SamHost.Studies.Execution;

/// <summary>Which runs of a study have ended, and how; those that are complete already to begin with.</summary>
internal sealed class StudyOutcomes
{
    private readonly StudyRuns _runs;
    private readonly Dictionary<string, RunOutcome> _outcomes;
    private readonly int _alreadyComplete;

    /// <summary>Looks for runs that are complete.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="outputDirectory">Where results are.</param>
    /// <param name="again">Whether runs that are complete are made again.</param>
    /// <param name="changed">Which of those that are complete have other data now.</param>
    public StudyOutcomes(StudyRuns runs, string outputDirectory, bool again, ChangedData changed)
    {
        _runs = runs;
        var complete = again
            ? []
            : runs.All.Select(run => (Run: run, Outcome: EarlierRun.FindComplete(run, outputDirectory)!))
                .Where(run => run.Outcome is not null).ToList();
        _outcomes = complete.Where(run => !changed.IsOf(run.Run, run.Outcome.Folder)).ToDictionary(run => run.Run.Id, run => run.Outcome);
        ChangedCount = complete.Count - _outcomes.Count;
        _alreadyComplete = _outcomes.Count;
    }

    /// <summary>How many complete runs were made from other data than there are now, and so are made again.</summary>
    public int ChangedCount { get; }

    /// <summary>The runs that have not ended, in their order.</summary>
    public IReadOnlyList<PlannedRun> Missing => [.. _runs.All.Where(run => !_outcomes.ContainsKey(run.Id))];

    /// <summary>Notes how a run ended.</summary>
    public void Add(PlannedRun run, RunOutcome outcome) => _outcomes.Add(run.Id, outcome);

    /// <summary>What became of the study so far.</summary>
    public StudyResult Close(bool cancelled) =>
        new([.. _runs.All.Select(run => _outcomes.GetValueOrDefault(run.Id)).OfType<RunOutcome>()], cancelled, _alreadyComplete);
}
