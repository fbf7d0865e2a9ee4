using MathNet.Numerics.Statistics;
using SamHost.Runs;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// A ranking of training examples, averaged over the seeds that give the same examples the same labels, whatever their splits. Where the
/// seed draws data or noise, each seed has a ranking of its own.
/// </summary>
/// <param name="Group">The group of runs that it comes from.</param>
/// <param name="Runs">The runs that it is averaged over.</param>
/// <param name="Examples">The examples, most suspicious first.</param>
/// <param name="SeedCounts">Under how many seeds a run trained on each example, in the order of the examples.</param>
/// <param name="Scores">By the score's name, in the order of the examples, with the score's own sign.</param>
/// <param name="Qualities">By the score's name; empty where no label is known to be wrong.</param>
/// <param name="Agreement">
/// By the score's name, Spearman's rank correlation with the score that ranks, both by how suspicious an example is; of scores that are all
/// alike there is none.
/// </param>
/// <param name="Judgement">What runs that did not train on an example say of its label; null outside of a cross-validation.</param>
public sealed record SuspectRanking(
    RunGroup Group,
    IReadOnlyList<RecordedRun> Runs,
    IReadOnlyList<Suspect> Examples,
    IReadOnlyList<int> SeedCounts,
    IReadOnlyDictionary<string, double[]> Scores,
    IReadOnlyDictionary<string, RankingQuality> Qualities,
    IReadOnlyDictionary<string, double> Agreement,
    LabelJudgement? Judgement)
{
    /// <summary>
    /// How many of the first examples are taken for mislabelled: as many as are estimated to be; null without a judgement.
    /// </summary>
    public int? Cut => Judgement is { } judgement ? Math.Min(Examples.Count, (int)Math.Round(judgement.EstimatedWrong)) : null;

    /// <summary>Precision, recall and F1 of the first examples up to the cut; null where there is none, or the truth is unknown.</summary>
    public (double Precision, double Recall, double F1)? QualityAtCut
    {
        get
        {
            if (Cut is not > 0 || Examples.Any(example => example.IsFlipped is null)) return null;
            var (hits, wrong) = (
                Examples.Take(Cut.Value).Count(example => example.IsFlipped == true),
                Examples.Count(example => example.IsFlipped == true));
            if (wrong == 0) return null;
            return ((double)hits / Cut.Value, (double)hits / wrong, 2.0 * hits / (Cut.Value + wrong));
        }
    }

    /// <summary>The seeds, as a file names them: <c>1</c>, or <c>1+2+3</c>.</summary>
    public string Seeds => string.Join("+", Runs.Select(run => run.Seed).Distinct());

    /// <summary>Ranks the examples of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="evidence">What each of its runs recorded; those without the score are left out.</param>
    /// <param name="scores">All scores.</param>
    /// <param name="by">The one that ranks.</param>
    public static IReadOnlyList<SuspectRanking> Of(
        RunGroup group, IEnumerable<RunEvidence> evidence, IReadOnlyList<SuspectScore> scores, SuspectScore by)
    {
        var sets = new List<(List<RunEvidence> Runs, Dictionary<string, Suspect> Examples)>();
        // Folds of a seed belong together: of two, neither has an example that the other trained on.
        foreach (var runs in evidence.Where(run => run.Has(by)).GroupBy(run => run.Run.Fold is null ? (object)run : run.Run.Seed))
        {
            var place = sets.FindIndex(set => runs.All(run => Agrees(set.Examples, run)) && runs.Any(run => Shares(set.Examples, run)));
            if (place < 0)
            {
                place = sets.Count;
                sets.Add(([], []));
            }

            sets[place].Runs.AddRange(runs);
            foreach (var example in runs.SelectMany(run => run.Examples)) sets[place].Examples[example.Id] = example;
        }

        return [.. sets.Select(set => Rank(group, set.Runs, scores, by))];
    }

    private static SuspectRanking Rank(RunGroup group, List<RunEvidence> set, IReadOnlyList<SuspectScore> scores, SuspectScore by)
    {
        var judgement = LabelJudgement.Of(set.Select(run => run.Predictions).OfType<Predictions>());
        var names = scores.Select(score => score.Name).Where(name => set.All(run => run.Scores.ContainsKey(name))).ToList();
        var averaged = AveragedExamples.Of(set, names);
        var columns = names.Zip(averaged.Scores).ToDictionary(score => score.First, score => score.Second);
        if (judgement is not null)
        {
            columns[LabelJudgement.Score.Name] =
                [.. averaged.Examples.Select(example => Suspicion(judgement.PosteriorOf(example.Id)))];
            columns[LabelJudgement.Margin.Name] = [.. averaged.Examples.Select(example => Suspicion(judgement.MarginOf(example.Id)))];
        }

        var order = MostSuspiciousFirst(columns[by.Name]);
        foreach (var name in columns.Keys) columns[name] = [.. order.Select(place => columns[name][place])];
        Suspect[] examples = [.. order.Select(place => averaged.Examples[place])];
        bool[]? flipped = Array.Exists(examples, example => example.IsFlipped is null)
            ? null
            : [.. examples.Select(example => example.IsFlipped!.Value)];
        HashSet<string> turned = [.. set[0].Turned, .. LabelJudgement.Scores.Select(score => score.Name)];
        return new SuspectRanking(
            group,
            [.. set.Select(run => run.Run)],
            examples,
            [.. order.Select(place => averaged.SeedCounts[place])],
            columns.ToDictionary(
                score => score.Key, score => turned.Contains(score.Key) ? [.. score.Value.Select(value => -value)] : score.Value),
            columns.Select(score => (score.Key, Quality: flipped is null ? null : RankingQuality.Of(score.Value, flipped)))
                .Where(score => score.Quality is not null).ToDictionary(score => score.Key, score => score.Quality!),
            columns.Where(score => score.Key != by.Name)
                .Select(score => (score.Key, Correlation: Correlation.Spearman(score.Value, columns[by.Name])))
                .Where(score => double.IsFinite(score.Correlation)).ToDictionary(score => score.Key, score => score.Correlation),
            judgement);
    }

    // Of equal ones the first of the runs' own order.
    private static int[] MostSuspiciousFirst(double[] scores)
    {
        var order = Enumerable.Range(0, scores.Length).ToArray();
        Array.Sort(order, (left, right) => scores[right].CompareTo(scores[left]) is not 0 and var compared ? compared : left - right);
        return order;
    }

    // What no run judged is as suspicious as can be.
    private static double Suspicion(double score) => double.IsNaN(score) ? double.PositiveInfinity : -score;

    // Held against all runs of a set: what one of them set aside, another trained on.
    private static bool Agrees(Dictionary<string, Suspect> known, RunEvidence run) =>
        run.Examples.All(example => !known.TryGetValue(example.Id, out var same) || same == example);

    private static bool Shares(Dictionary<string, Suspect> known, RunEvidence run) =>
        run.Examples.Any(example => known.ContainsKey(example.Id));
}
