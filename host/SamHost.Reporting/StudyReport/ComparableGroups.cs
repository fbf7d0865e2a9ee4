using System.Text.Json.Nodes;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Groups of the same data, noise and model: what is ranked among each other, and nothing else is.</summary>
/// <param name="Task">
/// The values of a sweep that tell these data, noise and model from the others'; empty where there are no others.
/// </param>
/// <param name="Best">
/// The best point of each optimizer, what it is compared with first: itself where it was made at one point alone.
/// </param>
/// <param name="ByValidation">Whether the points were chosen on validation data; else on the test set.</param>
/// <param name="Chooses">Whether any optimizer has several points.</param>
/// <param name="Settings">The settings that were swept.</param>
internal sealed record ComparableGroups(
    string Task, IReadOnlyList<ComparedGroup> Best, bool ByValidation, bool Chooses, SweptSettings Settings)
{
    private static readonly string[] TaskKeys = ["Dataset", "Noise", "Model", "Fold"];

    /// <summary>Where the final validation accuracy stands.</summary>
    private const string Validation = "validation_accuracy";

    /// <summary>How many points were compared with the reference on the test set, before the best were chosen there.</summary>
    public int Comparisons { get; private init; } = 1;

    /// <summary>What the others are compared with.</summary>
    public RunGroup Reference => Best[0].Group;

    /// <summary>The comparable groups of all studies, in their order.</summary>
    public static IReadOnlyList<ComparableGroups> Of(IReadOnlyList<ComparedGroup> groups)
    {
        var settings = SweptSettings.Of(groups.Select(group => group.Group));
        return [.. settings.Ordered(groups).Select(group => group.Group).GroupBy(group => (group.Study, TaskOf(group.Runs[0])))
            .Select(comparable => Of([.. comparable], settings))];
    }

    /// <summary>What a sentence or a table calls one of the best: its optimizer, with the point where it was one of several.</summary>
    public string NameOf(RunGroup group) =>
        Settings.Describe(group, path => !SweptSettings.IsOfTask(path)) is { Length: > 0 } point
            ? $"{group.NameWithoutSweep} ({point})"
            : group.NameWithoutSweep;

    /// <summary>The accuracy that points are chosen by; null where a run lacks it.</summary>
    public static double? ValidationOf(RunGroup group) =>
        group.Runs.Select(run => run.Metrics.Last(Validation)).ToList() is var values && values.All(value => value is not null)
            ? values.Average()
            : null;

    private static ComparableGroups Of(IReadOnlyList<RunGroup> groups, SweptSettings settings)
    {
        var byValidation = groups.All(group => ValidationOf(group) is not null);
        var optimizers = groups.GroupBy(group => group.NameWithoutSweep).ToList();
        var best = optimizers.Select(points => points.MaxBy(Score)!).ToList();
        var reference = RunGroups.Baseline(best);
        return new ComparableGroups(
            settings.Describe(groups[0], SweptSettings.IsOfTask),
            [.. best.OrderByDescending(group => group == reference).Select(group => new ComparedGroup(group, reference))],
            byValidation, optimizers.Any(points => points.Count() > 1), settings)
        {
            Comparisons = byValidation || groups.Count == best.Count ? 1 : groups.Count - 1,
        };

        double Score(RunGroup group) =>
            (byValidation ? ValidationOf(group)!.Value : group.Runs.Average(run => run.FinalTestAccuracy)) is var score
                && double.IsFinite(score) ? score : double.NegativeInfinity;
    }

    private static string TaskOf(RecordedRun run)
    {
        var configuration = StudySettings.Task(run.Configuration);
        return new JsonObject(TaskKeys.Select(key => KeyValuePair.Create(key, configuration[key]?.DeepClone()))).ToJsonString();
    }
}
