using MathNet.Numerics.Distributions;

namespace SamHost.Runs.Results;

/// <summary>
/// The difference of a quantity between two groups, paired by seed: a seed's data, noise and initial weights are the same under every
/// optimizer of a study.
/// </summary>
/// <param name="Mean">The mean difference.</param>
/// <param name="Margin">Half the width of the 95 % interval of Student's t; null where there are fewer than two pairs.</param>
/// <param name="Pairs">The number of pairs.</param>
public readonly record struct PairedDifference(double Mean, double? Margin, int Pairs)
{
    /// <summary>Group minus reference over the seeds (and folds) that both have; null where they share none.</summary>
    public static PairedDifference? Between(RunGroup group, RunGroup reference, Func<RecordedRun, double?> quantity)
    {
        double[] differences = [
            .. group.Runs
                .Join(
                    reference.Runs, run => (run.Seed, run.Fold), run => (run.Seed, run.Fold),
                    (own, other) => quantity(own) - quantity(other))
                .OfType<double>()];
        return Of(differences);
    }

    /// <summary>The mean of some differences with its interval; null of none.</summary>
    public static PairedDifference? Of(IReadOnlyCollection<double> differences) => Spread.Of(differences) is not { } spread
        ? null
        : new PairedDifference(
            spread.Mean,
            spread.Deviation is { } deviation ? StudentT.InvCDF(0, 1, spread.Count - 1, 0.975) * deviation / Math.Sqrt(spread.Count) : null,
            spread.Count);
}
