using SamHost.Configuration;
using SamHost.Contracts.Suspects;
using SamHost.Runs;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// What is said of labels by runs that did not train on them: how many are wrong, which classes are taken for which, and what each should
/// be.
/// </summary>
/// <param name="ClassNames">The classes, in the order of the labels.</param>
/// <param name="Confusion">Where labels and confident predictions differ, by class.</param>
/// <param name="Noise">How labels come from classes.</param>
/// <param name="Examples">By id: the given label, and the probability of each class, the mean over the seeds.</param>
/// <param name="Source">The ids in the order of the source, with all of its examples: null stands for one that was never judged.</param>
public sealed record LabelJudgement(
    IReadOnlyList<string> ClassNames, ConfidentJoint Confusion, NoiseLayer Noise,
    IReadOnlyDictionary<string, (int Given, double[] Probabilities)> Examples, IReadOnlyList<string?> Source)
{
    private readonly Dictionary<string, double[]> _posteriors = Examples.ToDictionary(
        example => example.Key, example => Noise.Posterior(example.Value.Given, example.Value.Probabilities));

    private double? _estimatedWrong;

    /// <summary>The score that ranks: a statistic of predictions, which no component computes.</summary>
    public static SuspectScore Score { get; } = new(
        "label-posterior",
        "The probability that the given label is right, by the predictions of runs that did not train on the example and by the noise that "
            + "these imply (Goldberger, Ben-Reuven 2017); low is suspicious.",
        NotComputed);

    /// <summary>The usual statistic of such predictions.</summary>
    public static SuspectScore Margin { get; } = new(
        "out-of-fold-margin",
        "The probability of the given label minus the largest other one, by runs that did not train on the example; low is suspicious "
            + "(Northcutt et al. 2021).",
        NotComputed);

    /// <summary>Both: what a cross-validation can be ranked by, besides the scores of plugins.</summary>
    public static IReadOnlyList<SuspectScore> Scores { get; } = [Score, Margin];

    /// <summary>Whether a run kept what it predicts of examples that it did not train on.</summary>
    public static bool IsIn(RecordedRun run) => File.Exists(Path.Combine(run.Folder, PredictionsFile.Name));

    /// <summary>Of an example the probability of each class, given its label; null of one that no run judged.</summary>
    public IReadOnlyList<double>? ClassesOf(string id) => _posteriors.GetValueOrDefault(id);

    /// <summary>The probability that an example's label is right; NaN of one that no run judged.</summary>
    public double PosteriorOf(string id) => _posteriors.TryGetValue(id, out var own) ? own[Examples[id].Given] : double.NaN;

    /// <summary>The margin of an example; NaN of one that no run judged.</summary>
    public double MarginOf(string id)
    {
        if (!Examples.TryGetValue(id, out var example)) return double.NaN;
        var largest = example.Probabilities.Where((_, label) => label != example.Given).Max();
        return example.Probabilities[example.Given] - largest;
    }

    /// <summary>The number of wrong labels, estimated without looking at the truth.</summary>
    public double EstimatedWrong => _estimatedWrong ??= Examples.Sum(example => 1 - _posteriors[example.Key][example.Value.Given]);

    /// <summary>The classes that are taken for others, by the confident joint, most examples first.</summary>
    public IReadOnlyList<ConfusedPair> Pairs =>
    [
        .. from given in Enumerable.Range(0, ClassNames.Count)
           from likely in Enumerable.Range(0, ClassNames.Count)
           where given != likely && Confusion.Counts[given][likely] > 0
           orderby Confusion.Rate(given, likely) * Confusion.Sizes[given] descending
           select new ConfusedPair(given, likely, Confusion.Rate(given, likely), Confusion.Interval(given, likely)),
    ];

    /// <summary>The label that an example should have rather than its own, with its probability.</summary>
    /// <param name="id">The example's id.</param>
    /// <returns>Null of an example that no run judged, or for which no other class is likelier than its own.</returns>
    public (string Label, double Confidence)? Propose(string id)
    {
        if (!_posteriors.TryGetValue(id, out var own)) return null;
        var best = Array.IndexOf(own, own.Max());
        return best == Examples[id].Given ? null : (ClassNames[best], own[best]);
    }

    private static ISuspectScore NotComputed() =>
        throw new InvalidOperationException("It is read, not computed from recorded epochs.");

    /// <summary>Judges by what runs predict.</summary>
    /// <param name="runs">The predictions of the runs of a cross-validation, of whatever seeds.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="UserErrorException">The runs have seen the data in different orders.</exception>
    public static LabelJudgement? Of(IEnumerable<Predictions> runs)
    {
        var sums = new Dictionary<string, (int Given, double[] Sum, int Count)>();
        IReadOnlyList<string>? classes = null;
        string?[] source = [];
        foreach (var predictions in runs)
        {
            classes ??= predictions.ClassNames;
            if (source.Length < predictions.Source.Count) Array.Resize(ref source, (int)predictions.Source.Count);
            var indices = classes.Index().ToDictionary(name => name.Item, name => name.Index);
            foreach (var (place, id) in predictions.Ids.Index())
            {
                var own = predictions.Probabilities[place];
                ref var inSource = ref source[predictions.Source.Rows[place]];
                if ((inSource is not null && inSource != id) || (inSource is null && sums.ContainsKey(id)))
                    throw new UserErrorException(
                        $"The runs do not agree in which row of the data '{id}' is: the data must have the same order for each of them. "
                            + "Give a query an ORDER BY.");
                inSource = id;
                if (!sums.TryGetValue(id, out var sum)) sum = (indices[predictions.Given[place]], new double[own.Length], 0);
                for (var label = 0; label < own.Length; label++) sum.Sum[label] += own[label];
                sums[id] = sum with { Count = sum.Count + 1 };
            }
        }

        if (classes is null) return null;
        var examples = sums.ToDictionary(
            sum => sum.Key, sum => (sum.Value.Given, (double[])[.. sum.Value.Sum.Select(value => value / sum.Value.Count)]));
        (int, double[])[] all = [.. examples.Values];
        return new LabelJudgement(
            classes, ConfidentJoint.Of(all, classes.Count), NoiseLayer.Of(all, classes.Count), examples, source);
    }
}
