using System.Globalization;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>Examples that are nearly the same and have different labels: one of them is likely wrong.</summary>
internal static class NearDuplicatesSection
{
    private const int PairsShown = 20;

    /// <summary>The section; empty where there is no such pair.</summary>
    /// <param name="ranking">Knows the given labels.</param>
    /// <param name="data">The examples.</param>
    /// <param name="found">Those that are nearly the same.</param>
    public static Html Of(SuspectRanking ranking, IRecordedExamples data, NearDuplicates found)
    {
        if (found.Problem is { } problem) return Html.Of($"<p class=\"note\">{problem}</p>");
        var labels = ranking.Examples.Where(example => example.GivenLabel is not null)
            .ToDictionary(example => example.Id, example => ranking.Runs[0].NameOfClass(example.GivenLabel!.Value));
        var pairs = found.Pairs.Select(pair => (First: data.Ids[pair.First], Second: data.Ids[pair.Second], Pair: pair))
            .Where(pair => labels.ContainsKey(pair.First) && labels.ContainsKey(pair.Second)).ToList();
        var conflicts = pairs.Where(pair => labels[pair.First] != labels[pair.Second]).ToList();
        if (conflicts.Count == 0) return new Html("");
        var more = conflicts.Count > PairsShown ? $" The first {PairsShown} are shown." : "";
        return Html.Of($"""
            <h3>Nearly the same, with different labels</h3>
            <p>Of {pairs.Count} pairs of examples that are nearly the same, {conflicts.Count} have different labels: one of the two is
            likely wrong. Distances are over the median distance of nearest neighbours; 0 is the same example twice.{more}</p>
            {Page.Table(
                ["id", "given label", "nearly the same as", "given label", "distance"],
                conflicts.Take(PairsShown).Select(pair => (IReadOnlyList<Html>)
                [
                    Shown(pair.First, pair.Pair.First), Html.Of($"{labels[pair.First]}"), Shown(pair.Second, pair.Pair.Second),
                    Html.Of($"{labels[pair.Second]}"), Html.Of($"{pair.Pair.Distance.ToString("0.000", CultureInfo.InvariantCulture)}"),
                ]),
                textColumns: 4, name: "Nearly the same, with different labels")}
            """);

        Html Shown(string id, int place) => Picture.Of(data, place) is { } picture
            ? Html.Of($"<img class=\"inline\" src=\"{picture}\" alt=\"Example {id}\"> {id}")
            : Html.Of($"{id}");
    }
}
