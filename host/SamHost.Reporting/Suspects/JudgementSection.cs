using System.Globalization;
using SamHost.Reporting.Figures;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>What a cross-validation says of the labels as a whole: how many are wrong, and which classes are taken for which.</summary>
public static class JudgementSection
{
    private const int PairsShown = 15;

    // More classes than these leave no room for a cell.
    private const int ClassesShown = 25;

    /// <summary>How many labels are likely wrong, and how good the choice is where the truth is known.</summary>
    public static IEnumerable<string> Sentences(SuspectRanking ranking)
    {
        if (ranking is not { Judgement: not null, Cut: { } cut }) yield break;
        yield return $"{ranking.Group.Name}, seed {ranking.Seeds}: of {ranking.Examples.Count} labels about {cut} are wrong "
            + $"({Percent.Of((double)cut / ranking.Examples.Count)}), by the noise that predictions for examples that a run did not train "
            + "on imply; the first so many of the ranking are taken for suspects. The confident joint, by which the pairs of classes are, "
            + $"counts more of what looks alike as wrong, and says {Math.Round(ranking.Judgement.Confusion.EstimatedWrong)}.";
        if (ranking.QualityAtCut is { } quality)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The truth is known: {ranking.Examples.Count(example => example.IsFlipped == true)} are wrong; "
                    + $"precision {quality.Precision:0.000}, recall {quality.Recall:0.000}, F1 {quality.F1:0.000}.");
    }

    /// <summary>The picture of a judgement; null where no class is taken for another.</summary>
    internal static Figure? Draw(SuspectRanking ranking, int place)
    {
        if (ranking.Judgement is not { Pairs: { Count: > 0 } pairs } judgement) return null;
        var classes = pairs.SelectMany(pair => new[] { pair.Given, pair.Likely }).Distinct().Take(ClassesShown).Order().ToList();
        var places = classes.Index().ToDictionary(label => label.Item, label => label.Index);
        var names = classes.Select(label => judgement.ClassNames[label]).ToList();
        var first = pairs[0];
        return new HeatFigure(
            $"confusion-{place + 1}", $"{ranking.Group.Name}: which classes are taken for which",
            CurveAxis.OfCategories("likely class", names), CurveAxis.OfCategories("given label", names),
            [
                .. pairs.Where(pair => places.ContainsKey(pair.Given) && places.ContainsKey(pair.Likely))
                    .Select(pair => (places[pair.Likely], places[pair.Given], 100 * pair.Share)),
            ],
            $"Of the examples that are labelled {judgement.ClassNames[first.Given]}, the confident joint counts {Percent.Of(first.Share)} "
                + $"for {judgement.ClassNames[first.Likely]}, more than of any other pair.",
            classes.Count < judgement.ClassNames.Count && classes.Count == ClassesShown
                ? $"The share (%) of a given label's examples that the confident joint counts for another class; of the {ClassesShown} "
                    + "classes that are confused most."
                : "The share (%) of a given label's examples that the confident joint counts for another class.") { ValueName = "share" };
    }

    /// <summary>The section; empty outside of a cross-validation.</summary>
    internal static Html Of(IReadOnlyList<SuspectRanking> rankings, IReadOnlyList<Figure> figures)
    {
        var judged = rankings.Where(ranking => ranking.Judgement is not null).ToList();
        return judged.Count == 0 ? new Html("") : Html.Of($"""
            <h2>How many labels are wrong, and which</h2>
            {judged.Select(Sentence)}
            <div class="figures">
            {figures.Select(Page.Figure)}
            </div>
            {judged.Select(Pairs)}
            """);
    }

    private static Html Sentence(SuspectRanking ranking) =>
        Html.Join(Sentences(ranking).Select(sentence => Html.Of($"<p>{sentence}</p>")));

    private static Html Pairs(SuspectRanking ranking)
    {
        var judgement = ranking.Judgement!;
        return Page.Table(
            ["given label", "likely class", "share %", "95 % interval"],
            judgement.Pairs.Take(PairsShown).Select(pair => (IReadOnlyList<Html>)
            [
                Html.Of($"{judgement.ClassNames[pair.Given]}"), Html.Of($"{judgement.ClassNames[pair.Likely]}"),
                Html.Of($"{pair.ShareText}"), Html.Of($"{pair.IntervalText}"),
            ]),
            textColumns: 2, name: "Classes that are taken for others");
    }
}
