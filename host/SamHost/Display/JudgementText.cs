using System.Globalization;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>What a cross-validation says of labels, as <c>samhost suspects</c> shows it.</summary>
internal static class JudgementText
{
    private const int PairsShown = 10;

    /// <summary>How many labels are likely wrong, and how good the choice is where the truth is known.</summary>
    public static IEnumerable<string> Describe(SuspectRanking ranking)
    {
        if (ranking is not { Judgement: { } judgement, Cut: { } cut }) yield break;
        yield return $"{ranking.Group.Name}, seed {ranking.Seeds}: of {ranking.Examples.Count} labels about {cut} are wrong "
            + $"({Percent.Of((double)cut / ranking.Examples.Count)}), by the confident joint of predictions for examples that a run did "
            + "not train on; the first so many of the ranking are taken for suspects.";
        if (ranking.QualityAtCut is { } quality)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The truth is known: {ranking.Examples.Count(example => example.IsFlipped == true)} are wrong; "
                    + $"precision {quality.Precision:0.000}, recall {quality.Recall:0.000}, F1 {quality.F1:0.000}.");
    }

    /// <summary>The classes that are taken for others most.</summary>
    public static Table DrawPairs(LabelJudgement judgement, bool plain)
    {
        var table = new Table { Border = plain ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (var (title, isNumber) in new[] { ("given label", false), ("likely", false), ("share %", true), ("95 % interval", true) })
            table.AddColumn(new TableColumn(title) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = plain });
        var joint = judgement.Confusion;
        var pairs = from given in Enumerable.Range(0, judgement.ClassNames.Count)
                    from label in Enumerable.Range(0, judgement.ClassNames.Count)
                    where given != label && joint.Counts[given][label] > 0
                    orderby joint.Rate(given, label) * joint.Sizes[given] descending
                    select (given, label);
        foreach (var (given, label) in pairs.Take(PairsShown))
        {
            var (low, high) = joint.Interval(given, label);
            table.AddRow(
                Markup.Escape(judgement.ClassNames[given]), Markup.Escape(judgement.ClassNames[label]), Share(joint.Rate(given, label)),
                $"{Share(low)} to {Share(high)}");
        }

        return table;
    }

    private static string Share(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
