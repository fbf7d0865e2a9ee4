using System.Globalization;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// <c>suspects.csv</c>: a row an example and ranking, most suspicious first, with every score. The labels before the noise are in it where
/// they are known.
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
                ["optimizer", "seeds", "rank", "index", "given_label", "true_label", "is_flipped",
                    .. scores.Select(score => score.Replace('-', '_'))]));
        foreach (var ranking in report.Rankings)
        {
            var truthIsKnown = ranking.Qualities.Count > 0;
            foreach (var (place, example) in ranking.Examples.Index())
            {
                file.WriteLine(CsvText.Line(
                [
                    ranking.Group.Name, ranking.Seeds, Text(place + 1), Text(example.Index), Text(example.GivenLabel),
                    truthIsKnown ? Text(example.TrueLabel) : "", truthIsKnown ? example.IsFlipped ? "true" : "false" : "",
                    .. scores.Select(
                        score => ranking.Scores.TryGetValue(score, out var values)
                            ? values[place].ToString("R", CultureInfo.InvariantCulture)
                            : ""),
                ]));
            }
        }
    }

    private static string Text(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
