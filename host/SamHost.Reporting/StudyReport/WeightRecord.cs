using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>What the report needs of a run's recorded weights, gathered in one pass over its examples.</summary>
/// <param name="CleanShare">
/// At each recorded epoch the share of the total gradient weight, the sum of ||g(w + eps)||, that clean examples hold.
/// </param>
/// <param name="Early">The first epoch with total weights; null where there is none, or examples are not kept.</param>
/// <param name="Late">The last one; the same.</param>
/// <param name="MeanRelativeWeight">
/// By index: the weight over the mean weight of its epoch, averaged over the recorded epochs; without what is not finite. Empty where
/// examples are not kept.
/// </param>
internal sealed record WeightRecord(
    IReadOnlyList<(int Epoch, double Value)> CleanShare, ExampleEpoch? Early, ExampleEpoch? Late,
    IReadOnlyDictionary<int, double> MeanRelativeWeight)
{
    /// <summary>Whether the rule perturbs: otherwise every weight is 1.</summary>
    public bool Perturbs => Late is not null && Late.Weight!.Any(weight => weight != 1);

    /// <summary>Reads the examples of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="keepsExamples">Whether what is known of single examples is kept, which takes 200 bytes and more for each.</param>
    /// <exception cref="DamagedRunException">The file cannot be read to its end.</exception>
    public static WeightRecord Of(RecordedRun run, bool keepsExamples)
    {
        var shares = new List<(int, double)>();
        var sums = new Dictionary<int, (double Sum, int Count)>();
        ExampleEpoch? early = null, late = null;
        foreach (var epoch in run.Examples.Epochs(epoch => run.RecordsWeightsAt?.Contains(epoch) ?? true))
        {
            if (epoch.Weight is not { } weights) continue;
            if (epoch.CleanShare is { } share) shares.Add((epoch.Epoch, share));
            if (!keepsExamples) continue;
            early ??= epoch;
            late = epoch;
            var mean = weights.Where(double.IsFinite).DefaultIfEmpty().Average();
            foreach (var (place, index) in epoch.Index.Index().Where(example => mean > 0 && double.IsFinite(weights[example.Index])))
            {
                var (sum, count) = sums.GetValueOrDefault(index);
                sums[index] = (sum + weights[place] / mean, count + 1);
            }
        }

        return new WeightRecord(shares, early, late, sums.ToDictionary(sum => sum.Key, sum => sum.Value.Sum / sum.Value.Count));
    }
}
