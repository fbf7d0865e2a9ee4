using System.Globalization;
using SamHost.Contracts.Training;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>
/// The table at the end of a study: a row for each optimizer (at each point of a sweep), mean and standard deviation over seeds.
/// </summary>
internal static class SummaryTable
{
    /// <summary>Draws the table.</summary>
    /// <param name="labels">The optimizers' labels, in the order of the rows.</param>
    /// <param name="outcomes">Its runs.</param>
    /// <param name="plain">Whether the output goes to a file or a program: then the table is Markdown.</param>
    public static Table Draw(IReadOnlyList<string> labels, IReadOnlyList<RunOutcome> outcomes, bool plain)
    {
        var table = new Table { Border = plain ? TableBorder.Markdown : TableBorder.Rounded };
        var train = Train([.. outcomes.Select(outcome => outcome.Result).OfType<RunCompleted>()]).ToList();
        foreach (var title in new[] { "optimizer", "peak test %", "at epoch", "final test %" }
            .Concat(train.Select(column => column.Title)).Append("time a run"))
        {
            table.AddColumn(
                new TableColumn(title) { Alignment = title == "optimizer" ? Justify.Left : Justify.Right, NoWrap = plain });
        }

        foreach (var label in labels)
        {
            RunCompleted[] results =
                [.. outcomes.Where(outcome => outcome.Label == label).Select(outcome => outcome.Result).OfType<RunCompleted>()];
            table.AddRow(
            [
                Markup.Escape(label),
                Percent.MeanAndDeviation([.. results.Select(result => result.PeakTestAccuracy)]),
                results.Length == 0 ? "-" : results.Average(result => result.PeakEpoch).ToString("0.#", CultureInfo.InvariantCulture),
                Percent.MeanAndDeviation([.. results.Select(result => result.Final.TestAccuracy)]),
                .. train.Select(
                    column => Percent.MeanAndDeviation([.. results.Select(result => column.Value(result.Final)).OfType<double>()])),
                results.Length == 0
                    ? "-"
                    : Duration.Of(results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Duration) / results.Length),
            ]);
        }

        return table;
    }

    /// <summary>What is known of the training labels decides what there is to say.</summary>
    private static IEnumerable<(string Title, Func<Evaluation, double?> Value)> Train(RunCompleted[] results)
    {
        if (results.Any(result => result.Final.TrainAccuracy is not null)) yield return ("train %", final => final.TrainAccuracy);
        if (results.Length > 0 && results.All(result => result.Final.TrainAccuracy is not null)) yield break;
        yield return ("train, clean %", final => final.TrainAccuracyClean);
        yield return ("memorised %", final => final.TrainAccuracyMislabelled);
        yield return ("recovered %", final => final.TrainAccuracyMislabelledTrue);
    }
}
