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
    /// <summary>The same for an accuracy on the test examples, of which it is known to one in as many as there are.</summary>
    public static PairedDifference? OfTestAccuracy(RunGroup group, RunGroup reference, Func<RecordedRun, double?> accuracy) => Of(
        Differences(group, reference, accuracy), group.Runs[0].TestCount is { } count ? 1.0 / count : 0);

    /// <summary>Group minus reference over the seeds (and folds) that both have; null where they share none.</summary>
    public static PairedDifference? Between(RunGroup group, RunGroup reference, Func<RecordedRun, double?> quantity) =>
        Of(Differences(group, reference, quantity));

    /// <summary>Half the width of the interval that holds for as many comparisons at once (Bonferroni).</summary>
    public double? MarginOf(int comparisons) => Margin is not { } margin ? null
        : margin * Critical(1 - (0.025 / comparisons)) / Critical(0.975);

    private double Critical(double share) => StudentT.InvCDF(0, 1, Pairs - 1, share);

    private static double[] Differences(RunGroup group, RunGroup reference, Func<RecordedRun, double?> quantity) =>
    [
        .. group.Runs
            .Join(
                reference.Runs, run => (run.Seed, run.Fold), run => (run.Seed, run.Fold), (own, other) => quantity(own) - quantity(other))
            .OfType<double>(),
    ];


    /// <summary>The mean of some differences with its interval; null of none.</summary>
    /// <param name="differences">The differences.</param>
    /// <param name="resolution">
    /// The steps in which the quantity is known. Seeds whose differences agree are no more certain than these: the deviation of the
    /// difference of two values that were rounded to them is the least that is assumed.
    /// </param>
    public static PairedDifference? Of(IReadOnlyCollection<double> differences, double resolution = 0) =>
        Spread.Of(differences) is not { } spread
            ? null
            : new PairedDifference(
                spread.Mean,
                spread.Deviation is { } deviation
                    ? StudentT.InvCDF(0, 1, spread.Count - 1, 0.975) * Math.Max(deviation, resolution / Math.Sqrt(6))
                        / Math.Sqrt(spread.Count)
                    : null,
                spread.Count);
}
