using System.Globalization;
using SamHost.Reporting.Pages;
using SamHost.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>The table of a report: a row a group, in words that a page and a console share.</summary>
public static class ComparisonTable
{
    /// <summary>The columns: the first is the group's name.</summary>
    public static IReadOnlyList<string> Titles(RunGroup baseline) =>
    [
        "optimizer", "seeds", "peak test %", "at epoch", "final test %", $"final − {baseline.Name}", $"peak − {baseline.Name}",
        "train, clean %", "memorised %", "recovered %", "s an epoch", "cost",
    ];

    /// <summary>A group's cells.</summary>
    /// <param name="group">The group.</param>
    /// <param name="reference">What it is compared with; null where it is itself what others are compared with.</param>
    /// <param name="baseline">What time is measured in.</param>
    public static IReadOnlyList<string> Row(RunGroup group, RunGroup? reference, RunGroup baseline)
    {
        var seconds = SecondsAnEpoch(group);
        return
        [
            group.Name,
            group.Runs.Count.ToString(CultureInfo.InvariantCulture),
            Percent.MeanAndDeviation(group.Values(run => run.PeakTestAccuracy)),
            Number(group.Runs.Average(run => run.PeakEpoch), "0.#"),
            Percent.MeanAndDeviation(group.Values(run => run.FinalTestAccuracy)),
            Difference(group, reference, run => run.FinalTestAccuracy),
            Difference(group, reference, run => run.PeakTestAccuracy),
            Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last("train_accuracy_clean"))),
            Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last("train_accuracy_mislabelled"))),
            Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last("train_accuracy_mislabelled_true"))),
            Number(seconds, seconds < 1 ? "0.000" : "0.0"),
            Number(seconds / SecondsAnEpoch(baseline), "0.00"),
        ];
    }

    /// <summary>What the columns mean.</summary>
    public static string Explanation(RunGroup baseline) =>
        $"Mean ± standard deviation over seeds. Differences to {baseline.Name} are paired by seed, in percentage points, with their 95 % interval (Student's t); a dash where they share no seed. "
        + "Memorised: mislabelled training examples that are predicted as their wrong label; recovered: as their true one. "
        + $"Time includes evaluation and recording; cost is relative to {baseline.Name}.";

    /// <summary>The cells as HTML.</summary>
    public static Html Draw(IReadOnlyList<RunGroup> groups, RunGroup baseline) => Page.Table(
        Titles(baseline),
        groups.Select(group => (IReadOnlyList<Html>)[.. Row(group, group == baseline ? null : baseline, baseline).Select(cell => Html.Of($"{cell}"))]));

    private static double SecondsAnEpoch(RunGroup group) => group.Runs.Average(run => run.Seconds / run.Epochs);

    private static string Difference(RunGroup group, RunGroup? reference, Func<RecordedRun, double?> quantity) =>
        reference is not null && PairedDifference.Between(group, reference, quantity) is { } difference ? PercentagePoints(difference) : "-";

    /// <summary><c>+27.7 ± 2.6</c>: mean and half the width of the interval.</summary>
    public static string PercentagePoints(PairedDifference difference) =>
        Number(100 * difference.Mean, "+0.0;−0.0;0.0") + (difference.Margin is { } margin ? $" ± {Number(100 * margin, "0.0")}" : "");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
