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
    public StudyOutcomes(StudyRuns runs, string outputDirectory, bool again)
    {
        _runs = runs;
        _outcomes = again ? [] : runs.All.Select(run => (run.Id, Outcome: EarlierRun.FindComplete(run, outputDirectory)))
            .Where(run => run.Outcome is not null).ToDictionary(run => run.Id, run => run.Outcome!);
        _alreadyComplete = _outcomes.Count;
    }

    /// <summary>The runs that have not ended, in their order.</summary>
    public IReadOnlyList<PlannedRun> Missing => [.. _runs.All.Where(run => !_outcomes.ContainsKey(run.Id))];

    /// <summary>Notes how a run ended.</summary>
    public void Add(PlannedRun run, RunOutcome outcome) => _outcomes.Add(run.Id, outcome);

    /// <summary>What became of the study so far.</summary>
    public StudyResult Close(bool cancelled) =>
        new([.. _runs.All.Select(run => _outcomes.GetValueOrDefault(run.Id)).OfType<RunOutcome>()], cancelled, _alreadyComplete);
}
