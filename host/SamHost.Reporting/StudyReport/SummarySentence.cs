using System.Globalization;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>
/// What the runs showed, in two or three sentences. They rank only what is comparable, call an optimizer ahead only where the paired
/// interval excludes 0, widened for all points where the best was chosen on the test set, and say where nothing is shown.
/// </summary>
internal static class SummarySentence
{
    private const int MostNamed = 3;

    /// <summary>The sentences on groups that are comparable.</summary>
    public static string Of(ComparableGroups comparable)
    {
        var at = comparable.Task.Length > 0 ? $"At {comparable.Task}: " : "";
        return at + (comparable.Best.Count == 1 ? OfOne(comparable) : IsTied(comparable.Best) ? OfTie(comparable) : OfSeveral(comparable));
    }

    private static string OfOne(ComparableGroups comparable)
    {
        var own = comparable.Reference;
        return $"{comparable.NameOf(own)} reaches {At(own, run => run.PeakTestAccuracy)} test accuracy at its peak and ends at "
            + $"{At(own, run => run.FinalTestAccuracy)}{Memorised(own)}.";
    }

    private static string OfTie(ComparableGroups comparable) =>
        $"{(comparable.Best.Count == 2 ? "Both optimizers" : $"All {comparable.Best.Count} optimizers")} tie: they end at "
            + $"{At(comparable.Reference, run => run.FinalTestAccuracy)} test accuracy.";

    private static string OfSeveral(ComparableGroups comparable)
    {
        var reference = comparable.Reference;
        var others = comparable.Best.Skip(1).Select(group => (group.Group, Difference: Final(group))).ToList();
        var measured = others.Where(other => other.Difference is { Margin: not null }).ToList();
        var ahead = measured
            .Where(other => other.Difference!.Value is var paired && paired.Mean > paired.MarginOf(comparable.Comparisons))
            .OrderByDescending(other => other.Difference!.Value.Mean).ToList();
        if (ahead.Count > 0) return OfAhead(comparable, ahead[0].Group, ahead[0].Difference!.Value);
        if (measured.Count == 0) return OfSingles(comparable);

        var behind = measured
            .Where(other => other.Difference!.Value is var paired && -paired.Mean > paired.MarginOf(comparable.Comparisons))
            .OrderBy(other => other.Difference!.Value.Mean).ToList();
        var open = measured.Except(behind).OrderByDescending(other => other.Difference!.Value.Mean).ToList();
        var pairs = measured.Max(other => other.Difference!.Value.Pairs);
        string[] sentences =
        [
            .. open.Count == 0 ? Array.Empty<string>() : [Open(comparable, open)],
            .. behind.Select(other =>
                $"{comparable.NameOf(other.Group)} ends {Points(-other.Difference!.Value.Mean)} points below "
                    + $"{comparable.NameOf(reference)} ({Interval(other.Difference!.Value)}).").Take(MostNamed),
            $"{comparable.NameOf(reference)} reaches {At(reference, run => run.PeakTestAccuracy)} test accuracy at its peak and ends at "
                + $"{At(reference, run => run.FinalTestAccuracy)}{Memorised(reference)}.",
            .. Few(pairs),
        ];
        return string.Join(' ', sentences);
    }

    private static string OfAhead(ComparableGroups comparable, RunGroup best, PairedDifference difference)
    {
        var reference = comparable.Reference;
        var rivals = comparable.Best.Select(group => group.Group).Where(group => group != best && group != reference)
            .Select(group => (Group: group, Difference: PairedDifference.OfTestAccuracy(best, group, run => run.FinalTestAccuracy)))
            .Where(rival => rival.Difference is { Margin: not null } paired && Low(paired) <= 0 && High(paired) >= 0).ToList();
        return $"{comparable.NameOf(best)} ends at {At(best, run => run.FinalTestAccuracy)} test accuracy, {Points(difference.Mean)} "
            + $"points above {comparable.NameOf(reference)}'s {At(reference, run => run.FinalTestAccuracy)} ({Interval(difference)})."
            + Comparison(comparable, best, reference)
            + Peaks(comparable, best, reference)
            + (rivals.Count == 0 ? ""
                : $" Between {comparable.NameOf(best)} and "
                    + $"{Listed([.. rivals.Select(rival => $"{comparable.NameOf(rival.Group)} ({Margin(rival.Difference!.Value)})")])} "
                    + "no difference is shown.")
            + string.Concat(Few(difference.Pairs).Select(sentence => " " + sentence));
    }

    /// <summary>One seed, or none that is shared: numbers without an interval.</summary>
    private static string OfSingles(ComparableGroups comparable)
    {
        var reference = comparable.Reference;
        var best = comparable.Best.Skip(1).MaxBy(group => group.Gain)!;
        var side = best.Gain >= 0 ? "above" : "below";
        var far = Points(Math.Abs(best.Gain)) == "0.0"
            ? $"as {comparable.NameOf(reference)} does"
            : $"{Points(Math.Abs(best.Gain))} points {side} {comparable.NameOf(reference)}'s {At(reference, run => run.FinalTestAccuracy)}";
        return $"{comparable.NameOf(best.Group)} ends at {At(best.Group, run => run.FinalTestAccuracy)} test accuracy, {far}."
            + Comparison(comparable, best.Group, reference)
            + Peaks(comparable, best.Group, reference)
            + " "
            + (Final(best) is null
                ? "They share no seed, so that no interval can be given."
                : "One seed gives no interval: whether another would show the same is unknown.");
    }

    private static string Open(ComparableGroups comparable, IReadOnlyList<(RunGroup Group, PairedDifference? Difference)> open)
    {
        var reference = comparable.NameOf(comparable.Reference);
        string[] named = [.. open.Take(MostNamed).Select(other => $"{comparable.NameOf(other.Group)} ({Margin(other.Difference!.Value)})")];
        var more = open.Count - named.Length;
        return open.Count == 1
            ? $"No difference is shown between {comparable.NameOf(open[0].Group)} and {reference} ({Margin(open[0].Difference!.Value)})."
            : $"No difference to {reference} is shown of {Listed(more > 0 ? [.. named, $"{more} more"] : named)}.";
    }

    // With two seeds the interval is that of one degree of freedom.
    private static IEnumerable<string> Few(int pairs) =>
        pairs == 2 ? ["With two seeds the interval has one degree of freedom: more seeds would say more."] : [];

    private static bool IsTied(IReadOnlyList<ComparedGroup> groups) =>
        groups.Select(group => At(group.Group, run => run.FinalTestAccuracy)).Distinct().Count() == 1
            && groups.Skip(1).All(group => Final(group) is not { } paired || Math.Abs(paired.Mean) < 0.0005);

    private static PairedDifference? Final(ComparedGroup group) => group.TestDifference(run => run.FinalTestAccuracy);

    private static double Low(PairedDifference difference) => difference.Mean - difference.Margin!.Value;

    private static double High(PairedDifference difference) => difference.Mean + difference.Margin!.Value;

    private static string Interval(PairedDifference difference) =>
        $"95 % interval {Points(Low(difference))} to {Points(High(difference))}, {difference.Pairs} seeds paired";

    /// <summary><c>−1.5 ± 8.8, 2 seeds</c>.</summary>
    private static string Margin(PairedDifference difference) => $"{ComparisonTable.Points(difference)}, {difference.Pairs} seeds";

    private static string Listed(IReadOnlyList<string> parts) =>
        parts.Count == 1 ? parts[0] : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";

    private static string Comparison(ComparableGroups comparable, RunGroup best, RunGroup baseline) =>
        Mean(best, "train_accuracy_mislabelled") is { } own && Mean(baseline, "train_accuracy_mislabelled") is { } others
            ? $" In the end {comparable.NameOf(best)} has memorised {Percent.Of(own)} of the wrong labels, "
                + $"{comparable.NameOf(baseline)} {Percent.Of(others)}."
            : "";

    private static string Peaks(ComparableGroups comparable, RunGroup best, RunGroup baseline) =>
        $" At its peak {comparable.NameOf(best)} reaches {At(best, run => run.PeakTestAccuracy)}, {comparable.NameOf(baseline)} "
            + $"{At(baseline, run => run.PeakTestAccuracy)}.";

    private static string Memorised(RunGroup group) =>
        Mean(group, "train_accuracy_mislabelled") is { } share ? $", with {Percent.Of(share)} of the wrong labels memorised" : "";

    private static double? Mean(RunGroup group, string column) => Spread.Of(group.Values(run => run.Metrics.Last(column)))?.Mean;

    private static string At(RunGroup group, Func<RecordedRun, double> quantity) => Percent.Of(group.Runs.Average(quantity));

    private static string Points(double share) => (100 * share).ToString("0.0;−0.0;0.0", CultureInfo.InvariantCulture);
}
