using System.Globalization;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// Labels with the suspects mended, as a CSV file that the noise model <c>from-file</c> reads: a row an example, in the order of the
/// ranking's ids, with the label, the one that was given, what was done, and why.
/// </summary>
public static class CleanedLabels
{
    public const string Name = "clean.csv";

    /// <summary>The examples in the order of the file's rows.</summary>
    public static IReadOnlyList<string> IdsOf(SuspectRanking ranking) =>
        [.. ranking.Examples.Select(example => example.Id).Order(NaturalOrder.Comparer)];

    /// <summary>Writes the file.</summary>
    /// <param name="ranking">A ranking of a cross-validation.</param>
    /// <param name="path">The file.</param>
    /// <returns>How many labels are others than the given ones.</returns>
    public static int Write(SuspectRanking ranking, string path)
    {
        var (run, changed) = (ranking.Runs[0], 0);
        using var file = new StreamWriter(path) { NewLine = "\n" };
        file.WriteLine(CsvText.Line(["id", "label", "given_label", "action", "reason"]));
        foreach (var (place, example) in ranking.Examples.Index().OrderBy(example => example.Item.Id, NaturalOrder.Comparer))
        {
            var given = run.NameOfClass(example.GivenLabel!.Value);
            var proposal = place < ranking.Cut ? ranking.Judgement?.Propose(example.Id) : null;
            if (proposal is not null) changed++;
            file.WriteLine(CsvText.Line(
                proposal is { } better
                    ? [example.Id, better.Label, given, "relabelled", string.Create(
                        CultureInfo.InvariantCulture, $"suspect {place + 1}; {better.Label} has probability {better.Confidence:0.000}")]
                    : [example.Id, given, given, "kept", place < ranking.Cut ? $"suspect {place + 1}; no other class is likelier" : ""]));
        }

        return changed;
    }
}
