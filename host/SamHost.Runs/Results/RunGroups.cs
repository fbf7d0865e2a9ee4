namespace SamHost.Runs.Results;

/// <summary>Groups runs that differ in their seed alone.</summary>
public static class RunGroups
{
    private const int SettingsInName = 3;

    /// <summary>The groups, in the order in which their first runs started.</summary>
    public static IReadOnlyList<RunGroup> Of(IEnumerable<RecordedRun> runs)
    {
        var groups = runs.OrderBy(run => run.Started)
            .GroupBy(run => (run.Study, Settings: Settings(run)))
            // The same run may be there twice: in a study, and copied elsewhere; or made again to record more, and then the last one
            // counts.
            .Select(group => group.Reverse().DistinctBy(run => (run.Seed, run.Fold))
                .OrderBy(run => run.Seed).ThenBy(run => run.Fold).ToList())
            .ToList();
        var severalStudies = groups.DistinctBy(group => group[0].Study).Count() > 1;
        return Distinct([.. groups.Select(group => new RunGroup(Name(group[0], groups.Select(other => other[0]), severalStudies), group))]);
    }

    // A label ends with the values of a sweep as they were written; 1e-5 and 0.00001 are the same run.
    private static string Settings(RecordedRun run)
    {
        var settings = StudySettings.OfGroup(run.Configuration);
        settings["Label"] = new RunGroup(run.Label, [run]).NameWithoutSweep;
        return settings.ToJsonString();
    }

    // A name has but a few settings; where these do not tell groups apart, the hash in a run's name does.
    private static IReadOnlyList<RunGroup> Distinct(IReadOnlyList<RunGroup> groups)
    {
        var counts = groups.CountBy(group => group.Name).ToDictionary();
        return [.. groups.Select(
            group => counts[group.Name] == 1 ? group : group with { Name = $"{group.Name} {group.Runs[0].Id.Split('-')[^1]}" })];
    }

    /// <summary>The group that others are compared with: the first of an optimizer that perturbs nothing, else the first.</summary>
    public static RunGroup Baseline(IReadOnlyList<RunGroup> groups) => groups.FirstOrDefault(group => !group.Perturbs) ?? groups[0];

    private static string Name(RecordedRun run, IEnumerable<RecordedRun> all, bool severalStudies)
    {
        var own = SettingsLeaves.Of(run.Configuration);
        var rivals = all.Where(other => other.Study == run.Study && other.Label == run.Label && other != run)
            .Select(other => SettingsLeaves.Of(other.Configuration)).ToList();
        var telling = own.Where(leaf => rivals.Any(rival => rival.GetValueOrDefault(leaf.Key) != leaf.Value))
            .Where(leaf => leaf.Key is not ("Seed" or "Fold:Index" or "RecordExamplesAt" or "RecordWeightsAt")
                && leaf.Key.Split(':')[0] != "Metrics")
            .Select(leaf => $"{leaf.Key.Split(':')[^1]} {leaf.Value}").Take(SettingsInName).ToList();
        var name = telling.Count == 0 ? run.Label : $"{run.Label} ({string.Join(", ", telling)})";
        return severalStudies ? $"{run.Study}/{name}" : name;
    }
}
