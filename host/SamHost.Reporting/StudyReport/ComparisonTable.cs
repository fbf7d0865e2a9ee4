using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Groups of runs beside each other, a row a group, in words that a page and a console share.</summary>
public static class ComparisonTable
{
    /// <summary>
    /// The columns: the first is the optimizer, then come the swept settings, and what a row is compared with where that is not the same
    /// for all; the others are numbers.
    /// </summary>
    public static IReadOnlyList<string> Titles(IReadOnlyList<ComparedGroup> groups)
    {
        var settings = Settings(groups);
        return
        [
            "optimizer", .. settings.Paths.Select(settings.NameOf), .. HasSeveral(groups) ? ["compared with"] : Array.Empty<string>(),
            .. HasTrouble(groups) ? ["went wrong"] : Array.Empty<string>(), "seeds", "peak test %", "at epoch", "final test %",
            $"final − {Reference(groups)}", $"peak − {Reference(groups)}", .. TrainTitles(groups), "s an epoch", "cost",
        ];
    }

    /// <summary>How many of the columns are text.</summary>
    public static int TextColumns(IReadOnlyList<ComparedGroup> groups) =>
        1 + Settings(groups).Paths.Count + (HasSeveral(groups) ? 1 : 0) + (HasTrouble(groups) ? 1 : 0);

    /// <summary>The cells, in the order of the settings.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<ComparedGroup> groups)
    {
        var (settings, columns) = (Settings(groups), TrainColumns(groups).ToList());
        var (several, trouble) = (HasSeveral(groups), HasTrouble(groups));
        return settings.Ordered(groups).Select(group => Row(group, settings, several, trouble, columns));
    }

    /// <summary>What the columns mean.</summary>
    public static string Explanation(IReadOnlyList<ComparedGroup> groups)
    {
        var reference = Reference(groups);
        return "Mean ± standard deviation over seeds. "
            + $"Differences to {(reference == Several ? "the reference" : reference)} are paired by seed, in percentage points, with "
            + "their 95 % interval (Student's t). "
            + (TrainColumns(groups).Contains("train_accuracy_mislabelled")
                ? "Memorised: mislabelled training examples that are predicted as their wrong label; recovered: as their true one. "
                : "Which labels are wrong is unknown: train is the accuracy against the given ones. ")
            + "Time is the median of epochs after the first, without evaluation and recording ('-' of runs too short to tell); cost is "
            + "relative to the reference."
            + (AreMadeTogether([.. groups.SelectMany(group => group.Group.Runs)])
                ? " Several runs were made at the same time, and shared the machine: their times tell little."
                : "");
    }

    private static bool AreMadeTogether(IReadOnlyList<RecordedRun> runs)
    {
        var end = DateTimeOffset.MinValue;
        foreach (var run in runs.OrderBy(run => run.Started))
        {
            if (run.Started < end) return true;
            end = run.Started + TimeSpan.FromSeconds(run.Seconds);
        }

        return false;
    }

    /// <summary>The table as HTML.</summary>
    public static Html Draw(IReadOnlyList<ComparedGroup> groups) =>
        Page.Table(
            Titles(groups).Select(Unbroken), Rows(groups).Select(row => (IReadOnlyList<Html>)[.. row.Select(cell => Html.Of($"{cell}"))]),
            TextColumns(groups), "Every row", sorts: groups.Count > 2);

    private const string Several = "reference";

    private static readonly (string Column, string Title)[] OfKnownTruth =
    [
        ("train_accuracy_clean", "train, clean %"), ("train_accuracy_mislabelled", "memorised %"),
        ("train_accuracy_mislabelled_true", "recovered %"),
    ];

    private static readonly (string Column, string Title)[] OfUnknownTruth = [("train_accuracy", "train %")];

    private static IEnumerable<string> TrainTitles(IReadOnlyList<ComparedGroup> groups) => Train(groups).Select(column => column.Title);

    private static IEnumerable<string> TrainColumns(IReadOnlyList<ComparedGroup> groups) => Train(groups).Select(column => column.Column);

    private static IEnumerable<(string Column, string Title)> Train(IReadOnlyList<ComparedGroup> groups)
    {
        var known = groups.SelectMany(group => group.Group.Runs).Select(run => run.MislabelledCount is not null).Distinct().ToList();
        return [.. known.Contains(false) ? OfUnknownTruth : [], .. known.Contains(true) ? OfKnownTruth : []];
    }

    // A sign stays with what it belongs to.
    private static string Unbroken(string title) =>
        title.Replace(" %", "\u00a0%", StringComparison.Ordinal).Replace("− ", "−\u00a0", StringComparison.Ordinal);

    private static string Reference(IReadOnlyList<ComparedGroup> groups) =>
        groups.Select(ReferenceOf).Distinct().ToList() is [var name] ? name : Several;

    // A reference at the same point of a sweep needs no more than its name.
    private static string ReferenceOf(ComparedGroup group) =>
        group.Reference.Sweep.All(value => JsonNode.DeepEquals(value.Value, group.Group.Sweep[value.Key]))
            ? group.Reference.NameWithoutSweep
            : group.Reference.Name;

    private static SweptSettings Settings(IReadOnlyList<ComparedGroup> groups) => SweptSettings.Of(groups.Select(group => group.Group));

    private static bool HasTrouble(IReadOnlyList<ComparedGroup> groups) =>
        groups.Any(group => TroubleSentences.Mark(group.Group).Length > 0);

    private static bool HasSeveral(IReadOnlyList<ComparedGroup> groups) => Reference(groups) == Several;

    private static IReadOnlyList<string> Row(
        ComparedGroup compared, SweptSettings settings, bool namesReference, bool namesTrouble, IEnumerable<string> trainColumns)
    {
        var group = compared.Group;
        var seconds = SecondsAnEpoch(group);
        return
        [
            settings.Paths.Count == 0 ? group.Name : group.NameWithoutSweep,
            .. settings.Paths.Select(path => SweptSettings.TextOf(group, path) is { Length: > 0 } text ? text : "-"),
            .. namesReference ? [compared.IsReference ? "-" : ReferenceOf(compared)] : Array.Empty<string>(),
            .. namesTrouble ? [TroubleSentences.Mark(group)] : Array.Empty<string>(),
            group.Runs.Count.ToString(CultureInfo.InvariantCulture),
            Percent.MeanAndDeviation(group.Values(run => run.PeakTestAccuracy)),
            Number(group.Runs.Average(run => run.PeakEpoch), "0.#"),
            Percent.MeanAndDeviation(group.Values(run => run.FinalTestAccuracy)),
            Points(compared.TestDifference(run => run.FinalTestAccuracy)),
            Points(compared.TestDifference(run => run.PeakTestAccuracy)),
            .. trainColumns.Select(column => Percent.MeanAndDeviation(group.Values(run => run.Metrics.Last(column)))),
            seconds is { } time ? Number(time, time < 1 ? "0.000" : "0.0") : "-",
            seconds / SecondsAnEpoch(compared.Reference) is { } cost ? Number(cost, "0.00") : "-",
        ];
    }

    private static double? SecondsAnEpoch(RunGroup group) => Spread.Of(group.Values(run => run.SecondsAnEpoch))?.Mean;

    // Mean, and half the width of the interval.
    internal static string Points(PairedDifference? difference) => difference is { } paired
        ? Number(100 * paired.Mean, "+0.0;−0.0;0.0") + (paired.Margin is { } margin ? $" ± {Number(100 * margin, "0.0")}" : "")
        : "-";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
