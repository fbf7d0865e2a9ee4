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
        var common = groups.Select(group => group[0]).GroupBy(run => (run.Study, run.Label))
            .ToDictionary(rivals => rivals.Key, rivals => CommonLeaves(rivals));
        return Distinct([.. groups.Select(
            group => new RunGroup(Name(group[0], common[(group[0].Study, group[0].Label)], severalStudies), group))]);
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

    private static HashSet<KeyValuePair<string, string>> CommonLeaves(IEnumerable<RecordedRun> rivals)
    {
        HashSet<KeyValuePair<string, string>>? common = null;
        foreach (var leaves in rivals.Select(run => SettingsLeaves.Of(run.Configuration)))
        {
            if (common is null) common = [.. leaves];
            else common.IntersectWith(leaves);
        }

        return common!;
    }

    // Settings tell a run from its rivals where one of them has another value.
    private static string Name(RecordedRun run, HashSet<KeyValuePair<string, string>> common, bool severalStudies)
    {
        var telling = SettingsLeaves.Of(run.Configuration).Where(leaf => !common.Contains(leaf))
            .Where(leaf => leaf.Key is not ("Seed" or "Fold:Index" or "RecordExamplesAt" or "RecordWeightsAt")
                && leaf.Key.Split(':')[0] != "Metrics")
            .Select(leaf => $"{leaf.Key.Split(':')[^1]} {leaf.Value}").Take(SettingsInName).ToList();
        var name = telling.Count == 0 ? run.Label : $"{run.Label} ({string.Join(", ", telling)})";
        return severalStudies ? $"{run.Study}/{name}" : name;
    }
}
