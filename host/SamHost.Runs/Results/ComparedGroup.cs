using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>A group of runs, and what it is compared with.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reference">What it is compared with; itself where it is what others are compared with.</param>
public sealed record ComparedGroup(RunGroup Group, RunGroup Reference)
{
    public bool IsReference => Group == Reference;

    /// <summary>The difference to the reference; null where there is none, or no seed is shared.</summary>
    public PairedDifference? Difference(Func<RecordedRun, double?> quantity) => IsReference ? null
        : PairedDifference.Between(Group, Reference, quantity);

    /// <summary>The difference of a test accuracy to the reference; null where there is none, or no seed is shared.</summary>
    public PairedDifference? TestDifference(Func<RecordedRun, double?> accuracy) => IsReference ? null
        : PairedDifference.OfTestAccuracy(Group, Reference, accuracy);

    /// <summary>
    /// How much higher it ends than its reference, paired by seed; where they share no seed, the difference of the means. 0 of a reference.
    /// </summary>
    public double Gain => Difference(run => run.FinalTestAccuracy)?.Mean
        ?? (Group.Runs.Average(run => run.FinalTestAccuracy) - Reference.Runs.Average(run => run.FinalTestAccuracy));

    /// <summary>
    /// The groups of each study, each compared with the baseline (<see cref="RunGroups.Baseline"/>) of those that have the task in common
    /// and every value of a sweep that both have: in a sweep over noise rates or learning rates each rate has its own, in one over rho all
    /// have the same.
    /// </summary>
    public static IReadOnlyList<ComparedGroup> WithinStudies(IReadOnlyList<RunGroup> groups)
    {
        // Those with the fewest values first: they are there for the most others.
        var tasks = groups.OrderBy(group => group.Sweep.Count).ToLookup(Task);
        return [.. groups.Select(
            group => new ComparedGroup(group, RunGroups.Baseline([.. tasks[Task(group)].Where(other => Agree(group, other))])))];

        static (string Study, string Settings) Task(RunGroup group) =>
            (group.Study, StudySettings.Task(group.Runs[0].Configuration).ToJsonString());
    }

    /// <summary>
    /// The groups of several selections, compared with the group of the same name in the first of them, or else with its
    /// baseline.
    /// </summary>
    public static IReadOnlyList<ComparedGroup> Across(IReadOnlyList<IReadOnlyList<RunGroup>> selections, IReadOnlyList<string> names)
    {
        IReadOnlyList<IReadOnlyList<RunGroup>> named = [
            .. selections.Zip(names)
                .Select(selection =>
                    (IReadOnlyList<RunGroup>)[
                        .. selection.First.Select(group => group with { Name = $"{selection.Second}: {group.Name}" })])];
        var first = named[0].Zip(selections[0]).ToDictionary(pair => pair.Second.Name, pair => pair.First);
        return
        [
            .. named[0].Select(group => new ComparedGroup(group, group)),
            .. named.Zip(selections).Skip(1).SelectMany(pair => pair.First.Zip(pair.Second))
                .Select(pair => new ComparedGroup(pair.First, first.GetValueOrDefault(pair.Second.Name) ?? RunGroups.Baseline(named[0]))),
        ];
    }

    private static bool Agree(RunGroup one, RunGroup other) =>
        one.Sweep.All(value => !other.Sweep.TryGetPropertyValue(value.Key, out var same) || JsonNode.DeepEquals(value.Value, same));
}
