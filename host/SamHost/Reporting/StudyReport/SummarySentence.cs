using System.Globalization;
using SamHost.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>What the runs showed, in two or three sentences.</summary>
public static class SummarySentence
{
    public static string Of(IReadOnlyList<RunGroup> groups, RunGroup baseline)
    {
        var best = groups.MaxBy(group => group.Runs.Average(run => run.FinalTestAccuracy))!;
        if (best == baseline)
        {
            return groups.Count == 1
                ? $"{best.Name} reaches {At(best, run => run.PeakTestAccuracy)} test accuracy at its peak and ends at {At(best, run => run.FinalTestAccuracy)}{Memorised(best)}."
                : $"None ends above {best.Name}, at {At(best, run => run.FinalTestAccuracy)} test accuracy{Memorised(best)}.";
        }

        return $"{best.Name} ends at {At(best, run => run.FinalTestAccuracy)} test accuracy, {Lead(best, baseline)}{baseline.Name}'s {At(baseline, run => run.FinalTestAccuracy)}"
            + (PairedDifference.Between(best, baseline, run => run.FinalTestAccuracy) is { Margin: { } margin, Pairs: var pairs } difference
                ? $" (95 % interval {Points(difference.Mean - margin)} to {Points(difference.Mean + margin)}, {pairs} seeds paired)"
                : "")
            + $". At their peaks they reach {At(best, run => run.PeakTestAccuracy)} and {At(baseline, run => run.PeakTestAccuracy)}."
            + Comparison(best, baseline);
    }

    private static string Comparison(RunGroup best, RunGroup baseline) =>
        Mean(best, "train_accuracy_mislabelled") is { } own && Mean(baseline, "train_accuracy_mislabelled") is { } others
            ? $" By then {baseline.Name} has memorised {Percent.Of(others)} of the wrong labels, {best.Name} {Percent.Of(own)}."
            : "";

    private static string Memorised(RunGroup group) =>
        Mean(group, "train_accuracy_mislabelled") is { } share ? $", with {Percent.Of(share)} of the wrong labels memorised" : "";

    private static string Lead(RunGroup best, RunGroup baseline) =>
        $"{Points(best.Runs.Average(run => run.FinalTestAccuracy) - baseline.Runs.Average(run => run.FinalTestAccuracy))} points above ";

    private static double? Mean(RunGroup group, string column) => Spread.Of(group.Values(run => run.Metrics.Last(column)))?.Mean;

    private static string At(RunGroup group, Func<RecordedRun, double> quantity) => Percent.Of(group.Runs.Average(quantity));

    private static string Points(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
