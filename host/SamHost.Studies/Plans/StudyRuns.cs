namespace SamHost.Studies.Plans;

/// <summary>
/// The runs of a study: for each point of its sweep and each seed every optimizer. A run that several points have in common is there once.
/// </summary>
/// <param name="points">
/// The points; without a sweep the study itself. libtorch is loaded: its number of threads is a part of a run's configuration.
/// </param>
public sealed class StudyRuns(IReadOnlyList<StudyPlan> points)
{
    /// <summary>The first point: what is the same at all of them can be read from it.</summary>
    public StudyPlan Plan => points[0];

    public IReadOnlyList<StudyPlan> Points => points;

    /// <summary>The runs, in the order in which they are made.</summary>
    public IReadOnlyList<PlannedRun> All { get; } =
    [
        .. points.SelectMany(
            point => point.Study.Seeds.SelectMany(_ => point.Optimizers, (seed, optimizer) => new PlannedRun(point, optimizer, seed)))
                .DistinctBy(run => run.Id),
    ];

    /// <summary>The optimizers' labels, with the values of the sweep.</summary>
    public IReadOnlyList<string> Labels => [.. All.Select(run => run.Label).Distinct()];
}
