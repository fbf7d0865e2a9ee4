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
        foreach (var (title, isNumber) in new[]
        {
            ("optimizer", false), ("peak test %", true), ("at epoch", true), ("final test %", true),
            ("train, clean %", true), ("memorised %", true), ("recovered %", true), ("time a run", true),
        })
        {
            table.AddColumn(new TableColumn(title) { Alignment = isNumber ? Justify.Right : Justify.Left, NoWrap = plain });
        }

        foreach (var label in labels)
        {
            RunCompleted[] results =
                [.. outcomes.Where(outcome => outcome.Label == label).Select(outcome => outcome.Result).OfType<RunCompleted>()];
            table.AddRow(
                Markup.Escape(label),
                Percent.MeanAndDeviation([.. results.Select(result => result.PeakTestAccuracy)]),
                results.Length == 0 ? "-" : results.Average(result => result.PeakEpoch).ToString("0.#", CultureInfo.InvariantCulture),
                Percent.MeanAndDeviation([.. results.Select(result => result.Final.TestAccuracy)]),
                Percent.MeanAndDeviation([.. results.Select(result => result.Final.TrainAccuracyClean).OfType<double>()]),
                Percent.MeanAndDeviation([.. results.Select(result => result.Final.TrainAccuracyMislabelled).OfType<double>()]),
                Percent.MeanAndDeviation([.. results.Select(result => result.Final.TrainAccuracyMislabelledTrue).OfType<double>()]),
                results.Length == 0
                    ? "-"
                    : Duration.Of(results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Duration) / results.Length));
        }

        return table;
    }
}
