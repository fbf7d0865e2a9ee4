using System.Globalization;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>What the runs showed, in two or three sentences.</summary>
internal static class SummarySentence
{
    /// <summary>The sentences of one study.</summary>
    public static string Of(IReadOnlyList<ComparedGroup> study)
    {
        // Accuracies of different tasks, as of different noise rates, say little beside each other; gains do.
        var gaining = study.Where(group => group.Gain > 0).MaxBy(group => group.Gain);
        var best = gaining ?? study.MaxBy(group => group.Group.Runs.Average(run => run.FinalTestAccuracy))!;
        var (own, reference) = (best.Group, best.Reference);
        if (gaining is null)
        {
            return study.Count == 1
                ? $"{own.Name} reaches {At(own, run => run.PeakTestAccuracy)} test accuracy at its peak and ends at "
                    + $"{At(own, run => run.FinalTestAccuracy)}{Memorised(own)}."
                : $"{own.Name} ends highest, at {At(own, run => run.FinalTestAccuracy)} test accuracy{Memorised(own)}.";
        }

        return $"{own.Name} ends at {At(own, run => run.FinalTestAccuracy)} test accuracy, "
            + $"{Points(best.Gain)} points above {reference.Name}'s {At(reference, run => run.FinalTestAccuracy)}"
            + (best.Difference(run => run.FinalTestAccuracy) is { Margin: { } margin } difference
                ? $" (95 % interval {Points(difference.Mean - margin)} to {Points(difference.Mean + margin)}, {difference.Pairs} seeds "
                    + "paired)"
                : "")
            + $".{Comparison(own, reference)} At their peaks they reach {At(own, run => run.PeakTestAccuracy)} and "
            + $"{At(reference, run => run.PeakTestAccuracy)}.";
    }

    private static string Comparison(RunGroup best, RunGroup baseline) =>
        Mean(best, "train_accuracy_mislabelled") is { } own && Mean(baseline, "train_accuracy_mislabelled") is { } others
            ? $" In the end {baseline.Name} has memorised {Percent.Of(others)} of the wrong labels, {best.Name} {Percent.Of(own)}."
            : "";

    private static string Memorised(RunGroup group) =>
        Mean(group, "train_accuracy_mislabelled") is { } share ? $", with {Percent.Of(share)} of the wrong labels memorised" : "";

    private static double? Mean(RunGroup group, string column) => Spread.Of(group.Values(run => run.Metrics.Last(column)))?.Mean;

    private static string At(RunGroup group, Func<RecordedRun, double> quantity) => Percent.Of(group.Runs.Average(quantity));

    private static string Points(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
