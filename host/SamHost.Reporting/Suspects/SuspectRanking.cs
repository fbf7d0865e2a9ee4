using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// A ranking of training examples, averaged over the seeds that have the same examples with the same labels. Where the seed draws data or
/// noise, each seed has a ranking of its own.
/// </summary>
/// <param name="Group">The group of runs that it comes from.</param>
/// <param name="Runs">The runs that it is averaged over.</param>
/// <param name="Examples">The examples, most suspicious first.</param>
/// <param name="Scores">By the score's name, in the order of the examples.</param>
/// <param name="Qualities">By the score's name; empty where no label is known to be wrong.</param>
public sealed record SuspectRanking(
    RunGroup Group,
    IReadOnlyList<RecordedRun> Runs,
    IReadOnlyList<Suspect> Examples,
    IReadOnlyDictionary<string, double[]> Scores,
    IReadOnlyDictionary<string, RankingQuality> Qualities)
{
    /// <summary>The seeds, as a file names them: <c>1</c>, or <c>1+2+3</c>.</summary>
    public string Seeds => string.Join("+", Runs.Select(run => run.Seed));

    /// <summary>Ranks the examples of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="evidence">What each of its runs recorded; those without the score are left out.</param>
    /// <param name="scores">All scores.</param>
    /// <param name="by">The one that ranks.</param>
    public static IReadOnlyList<SuspectRanking> Of(
        RunGroup group, IEnumerable<RunEvidence> evidence, IReadOnlyList<SuspectScore> scores, SuspectScore by)
    {
        var sets = new List<List<RunEvidence>>();
        foreach (var run in evidence.Where(run => run.Scores.ContainsKey(by.Name)))
        {
            if (sets.FirstOrDefault(set => AreSame(set[0], run)) is { } same) same.Add(run);
            else sets.Add([run]);
        }

        return [.. sets.Select(set => Rank(group, set, scores, by))];
    }

    private static SuspectRanking Rank(RunGroup group, List<RunEvidence> set, IReadOnlyList<SuspectScore> scores, SuspectScore by)
    {
        var names = scores.Select(score => score.Name).Where(name => set.All(run => run.Scores.ContainsKey(name))).ToList();
        // Seeds may set different examples aside for validation: an example's score is the mean over the runs that trained on it.
        var averaged = set.SelectMany(
            run => run.Examples.Select(
                (example, place) => (Example: example, Scores: names.Select(name => run.Scores[name][place]).ToArray())))
            .GroupBy(entry => entry.Example)
            .Select(example => (Example: example.Key, Scores: names.Select((_, i) => example.Average(entry => entry.Scores[i])).ToArray()))
            .OrderByDescending(entry => entry.Scores[names.IndexOf(by.Name)]).ThenBy(entry => entry.Example.Index)
            .ToList();
        var columns = names.Select((name, i) => (name, Values: averaged.Select(entry => entry.Scores[i]).ToArray()))
            .ToDictionary(score => score.name, score => score.Values);
        bool[] flipped = [.. averaged.Select(entry => entry.Example.IsFlipped)];
        return new SuspectRanking(
            group,
            [.. set.Select(run => run.Run)],
            [.. averaged.Select(entry => entry.Example)],
            columns,
            columns.Select(score => (score.Key, Quality: RankingQuality.Of(score.Value, flipped))).Where(score => score.Quality is not null)
                .ToDictionary(score => score.Key, score => score.Quality!));
    }

    private static bool AreSame(RunEvidence one, RunEvidence other)
    {
        if (one.Run.DataSha256 != other.Run.DataSha256) return false;
        var labels = one.Examples.ToDictionary(example => example.Index);
        return other.Examples.All(example => !labels.TryGetValue(example.Index, out var same) || same == example);
    }
}
