using System.Globalization;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// <c>suspects.csv</c>: a row an example and ranking, most suspicious first, with every score. Labels are names of classes; those before
/// the noise are in it where they are known.
/// </summary>
public static class SuspectsFile
{
    public const string Name = "suspects.csv";

    public static void Write(SuspectsReport report, string path)
    {
        using var file = new StreamWriter(path) { NewLine = "\n" };
        var scores = report.Scores.Select(score => score.Name).ToList();
        file.WriteLine(
            CsvText.Line(
                ["optimizer", "seeds", "rank", "id", "given_label", "true_label", "is_flipped", "seed_count",
                    "proposed_label", "proposed_confidence", "is_suspect",
                    .. scores.Select(score => score.Replace('-', '_'))]));
        foreach (var ranking in report.Rankings)
        {
            var (truthIsKnown, run) = (ranking.Qualities.Count > 0, ranking.Runs[0]);
            foreach (var (place, example) in ranking.Examples.Index())
            {
                file.WriteLine(CsvText.Line(
                [
                    ranking.Group.Name, ranking.Seeds, Text(place + 1), example.Id, Class(run, example.GivenLabel),
                    truthIsKnown ? Class(run, example.TrueLabel) : "",
                    truthIsKnown && example.IsFlipped is { } flipped ? flipped ? "true" : "false" : "", Text(ranking.SeedCounts[place]),
                    .. Proposal(ranking, place),
                    .. scores.Select(
                        score => ranking.Scores.TryGetValue(score, out var values)
                            ? values[place].ToString("R", CultureInfo.InvariantCulture)
                            : ""),
                ]));
            }
        }
    }

    // Empty outside of a cross-validation.
    private static IEnumerable<string> Proposal(SuspectRanking ranking, int place) =>
        ranking.Judgement is not { } judgement ? ["", "", ""]
        : judgement.Propose(ranking.Examples[place].Id) is { } proposal
            ? [proposal.Label, proposal.Confidence.ToString("R", CultureInfo.InvariantCulture), IsSuspect(ranking, place)]
            : ["", "", IsSuspect(ranking, place)];

    private static string IsSuspect(SuspectRanking ranking, int place) => place < ranking.Cut ? "true" : "false";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Class(RecordedRun run, int? label) => label is { } known ? run.NameOfClass(known) : "";
}
