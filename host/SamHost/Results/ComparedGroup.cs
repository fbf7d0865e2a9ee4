namespace SamHost.Results;

/// <summary>A group of runs, and what it is compared with.</summary>
/// <param name="Group">The group.</param>
/// <param name="Reference">What it is compared with; itself where it is what others are compared with.</param>
public sealed record ComparedGroup(RunGroup Group, RunGroup Reference)
{
    public bool IsReference => Group == Reference;

    /// <summary>The difference to the reference; null where there is none, or no seed is shared.</summary>
    public PairedDifference? Difference(Func<RecordedRun, double?> quantity) => IsReference ? null : PairedDifference.Between(Group, Reference, quantity);

    /// <summary>
    /// The groups of each study, compared with the <c>sgd</c>, or else the first, of those that have everything but the optimizer in common: in a sweep over
    /// noise rates each rate has its own.
    /// </summary>
    public static IReadOnlyList<ComparedGroup> WithinStudies(IReadOnlyList<RunGroup> groups)
    {
        var references = groups.GroupBy(Task).ToDictionary(task => task.Key, task => RunGroups.Baseline([.. task]));
        return [.. groups.Select(group => new ComparedGroup(group, references[Task(group)]))];

        static (string Study, string Settings) Task(RunGroup group) => (group.Study, StudySettings.Common(group.Runs[0].Configuration).ToJsonString());
    }

    /// <summary>
    /// The groups of several selections, compared with the group of the same name in the first of them, or else with its <c>sgd</c>.
    /// </summary>
    public static IReadOnlyList<ComparedGroup> Across(IReadOnlyList<IReadOnlyList<RunGroup>> selections, IReadOnlyList<string> names)
    {
        IReadOnlyList<IReadOnlyList<RunGroup>> named = [.. selections.Zip(names).Select(selection => (IReadOnlyList<RunGroup>)[.. selection.First.Select(group => group with { Name = $"{selection.Second}: {group.Name}" })])];
        var first = named[0].Zip(selections[0]).ToDictionary(pair => pair.Second.Name, pair => pair.First);
        return
        [
            .. named[0].Select(group => new ComparedGroup(group, group)),
            .. named.Zip(selections).Skip(1).SelectMany(pair => pair.First.Zip(pair.Second))
                .Select(pair => new ComparedGroup(pair.First, first.GetValueOrDefault(pair.Second.Name) ?? RunGroups.Baseline(named[0]))),
        ];
    }
}
