using System.Globalization;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Groups of runs beside each other, a row a group, in words that a page and a console share.</summary>
public static class ComparisonTable
{
    /// <summary>
    /// The columns: the first is the group's name, the second what it is compared with where that is not the same for all; the others are
    /// numbers.
    /// </summary>
    public static IReadOnlyList<string> Titles(IReadOnlyList<ComparedGroup> groups) =>
    [
        "optimizer", .. HasSeveral(groups) ? ["compared with"] : Array.Empty<string>(), "seeds", "peak test %", "at epoch", "final test %",
        $"final − {Reference(groups)}", $"peak − {Reference(groups)}",
        "train, clean %", "memorised %", "recovered %", "s an epoch", "cost",
    ];

    /// <summary>How many of the columns are text.</summary>
    public static int TextColumns(IReadOnlyList<ComparedGroup> groups) => HasSeveral(groups) ? 2 : 1;

    /// <summary>The cells.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<ComparedGroup> groups) =>
        groups.Select(group => Row(group, HasSeveral(groups)));

    /// <summary>What the columns mean.</summary>
    public static string Explanation(IReadOnlyList<ComparedGroup> groups)
    {
        var reference = Reference(groups);
        return "Mean ± standard deviation over seeds. "
            + $"Differences to {(reference == Several ? "the reference" : reference)} are paired by seed, in percentage points, with "
            + "their 95 % interval (Student's t). "
            + "Memorised: mislabelled training examples that are predicted as their wrong label; recovered: as their true one. "
            + "Time includes evaluation and recording; cost is relative to the reference.";
    }

    /// <summary>The table as HTML.</summary>
    public static Html Draw(IReadOnlyList<ComparedGroup> groups) =>
        Page.Table(
            Titles(groups).Select(Unbroken), Rows(groups).Select(row => (IReadOnlyList<Html>)[.. row.Select(cell => Html.Of($"{cell}"))]),
            TextColumns(groups));

    private const string Several = "reference";

    // A sign stays with what it belongs to.
    private static string Unbroken(string title) =>
        title.Replace(" %", "\u00a0%", StringComparison.Ordinal).Replace("− ", "−\u00a0", StringComparison.Ordinal);

    private static string Reference(IReadOnlyList<ComparedGroup> groups) =>
        groups.Select(group => group.Reference.Name).Distinct().ToList() is [var name] ? name : Several;

    private static bool HasSeveral(IReadOnlyList<ComparedGroup> groups) => Reference(groups) == Several;

    private static IReadOnlyList<string> Row(ComparedGroup compared, bool namesReference)
    {
        var group = compared.Group;
        var seconds = SecondsAnEpoch(group);
        return
        [
            group.Name,
            .. namesReference ? [compared.IsReference ? "-" : compared.Reference.Name] : Array.Empty<string>(),
            group.Runs.Count.ToString(CultureInfo.InvariantCulture),
            Percent.MeanAndDeviation(group.Values(run => run.PeakTestAccuracy)),
            Number(group.Runs.Average(run => run.PeakEpoch), "0.#"),
            Percent.MeanAndDeviation(group.Values(run => run.FinalTestAccuracy)),
            Points(compared.Difference(run => run.FinalTestAccuracy)),
            Points(compared.Difference(run => run.PeakTestAccuracy)),
            Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last("train_accuracy_clean"))),
            Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last("train_accuracy_mislabelled"))),
            Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last("train_accuracy_mislabelled_true"))),
            Number(seconds, seconds < 1 ? "0.000" : "0.0"),
            Number(seconds / SecondsAnEpoch(compared.Reference), "0.00"),
        ];
    }

    private static double SecondsAnEpoch(RunGroup group) => group.Runs.Average(run => run.Seconds / run.Epochs);

    // Mean, and half the width of the interval.
    private static string Points(PairedDifference? difference) => difference is { } paired
        ? Number(100 * paired.Mean, "+0.0;−0.0;0.0") + (paired.Margin is { } margin ? $" ± {Number(100 * margin, "0.0")}" : "")
        : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
