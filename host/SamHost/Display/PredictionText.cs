using System.Globalization;
using SamHost.Runs.Results;
using SamHost.Studies.Predicting;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>What a model said of examples, class by class.</summary>
internal static class PredictionText
{
    private const int ClassesShown = 30;

    public static void Write(IAnsiConsole console, PredictedExamples predicted)
    {
        var labels = Enumerable.Range(0, predicted.Ids.Count)
            .Select(example => (Example: example, Label: predicted.LabelOf(example))).ToLookup(one => one.Label);
        var shown = Enumerable.Range(0, predicted.ClassNames.Count).Where(label => labels[label].Any())
            .OrderByDescending(label => labels[label].Count()).Take(ClassesShown);
        TextTable.Write(console, ["label", "predicted", "share %", "mean confidence"], 1, shown.Select(label =>
        {
            var count = labels[label].Count();
            var confidence = labels[label].Average(one => predicted.ProbabilityOf(one.Example, label));
            return (IReadOnlyList<string>)
            [
                predicted.ClassNames[label], count.ToString(CultureInfo.InvariantCulture),
                Percent.Of((double)count / predicted.Ids.Count).TrimEnd('%', ' '),
                confidence.ToString("0.000", CultureInfo.InvariantCulture),
            ];
        }));
        if (labels.Count > ClassesShown) console.WriteLine($"... and {labels.Count - ClassesShown} labels more.");
    }
}
