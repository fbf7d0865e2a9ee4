using System.Globalization;
using SamHost.Reporting.Pages;

namespace SamHost.Reporting.Suspects;

/// <summary>How far the scores of suspicion agree with the one that ranks.</summary>
internal static class AgreementSection
{
    /// <summary>The section; empty where there is one score alone.</summary>
    public static Html Of(SuspectsReport report, IReadOnlyList<SuspectRanking> rankings)
    {
        var scores = report.Scores.Select(score => score.Name).Where(name => rankings.Any(ranking => ranking.Agreement.ContainsKey(name)))
            .ToList();
        return scores.Count == 0 ? new Html("") : Html.Of($"""
            <h2>How far the scores agree</h2>
            <p>The rank correlation (Spearman) of each score with {report.Score.Name}, by how suspicious an example is: 1 is the same order,
            0 none in common. What all of them suspect is the likeliest to be wrong.</p>
            {Page.Table(scores.Prepend("optimizer"), rankings.Select(Row), name: "Agreement of the scores")}
            """);

        IReadOnlyList<Html> Row(SuspectRanking ranking) =>
        [
            Html.Of($"{ranking.Group.Name}, seed {ranking.Seeds}"),
            .. scores.Select(name => Html.Of($"{Text(ranking, name)}")),
        ];
    }

    private static string Text(SuspectRanking ranking, string score) => ranking.Agreement.TryGetValue(score, out var agreement)
        ? agreement.ToString("0.00;−0.00;0.00", CultureInfo.InvariantCulture)
        : "-";
}
