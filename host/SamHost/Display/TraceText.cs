using System.Globalization;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>Recorded examples as <c>samhost trace</c> shows them.</summary>
internal static class TraceText
{
    /// <summary>A step's weighting in a sentence, with the medians that tell whether the mislabelled weigh more.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="step">The examples of the step.</param>
    public static string DescribeStep(string run, IReadOnlyList<RecordedExample> step)
    {
        var weighs = step.Any(example => example.Weight is not null) ? "weight" : "logit weight";
        if (step.Any(example => example.IsFlipped is null))
            return $"{run}, epoch {step[0].Epoch}, step {step[0].Step}: {step.Count} examples; which are mislabelled is unknown. Median "
                + $"{weighs}: {Number(Median([.. step.Select(Weight).OfType<double>()]))}.";
        var flipped = step.Count(example => example.IsFlipped == true);
        var halves = string.Join(", ", new[] { ("clean", false), ("mislabelled", true) }.Select(half =>
            $"{half.Item1} {Number(Median([.. step.Where(example => example.IsFlipped == half.Item2).Select(Weight).OfType<double>()]))}"));
        return $"{run}, epoch {step[0].Epoch}, step {step[0].Step}: {step.Count} examples, {flipped} mislabelled. Median {weighs}: "
            + $"{halves}.";
    }

    /// <summary>A step's examples, the heaviest first.</summary>
    /// <param name="step">The examples.</param>
    /// <param name="plain">Whether the output goes to a file or a program.</param>
    public static Table DrawStep(IReadOnlyList<RecordedExample> step, bool plain)
    {
        var table = Empty(plain, "example", "label", "loss", "weight", "logit weight", "gradient norm");
        foreach (var example in step.OrderByDescending(Weight).ThenBy(example => example.Index))
        {
            table.AddRow(
                Markup.Escape(example.Id),
                example.IsFlipped switch { true => "[red]mislabelled[/]", false => "clean", null => "-" },
                Number(example.Loss),
                Number(example.Weight),
                Number(example.LogitWeight),
                Number(example.GradientNorm));
        }

        return table;
    }

    /// <summary>An example's life in lines, a character an epoch.</summary>
    /// <param name="run">The run's name.</param>
    /// <param name="life">The example, in each recorded epoch.</param>
    public static IEnumerable<string> DescribeLife(string run, IReadOnlyList<RecordedExample> life)
    {
        yield return $"{run}, example {life[0].Id}{Kind(life[0].IsFlipped)}: {life.Count} recorded "
            + $"{(life.Count == 1 ? "epoch" : "epochs")}, {life[0].Epoch} to {life[^1].Epoch}.";
        foreach (var (name, values) in new (string, double?[])[]
        {
            ("loss", [.. life.Select(example => (double?)example.Loss)]),
            ("weight", [.. life.Select(example => example.Weight)]),
            ("logit weight", [.. life.Select(example => (double?)example.LogitWeight)]),
        })
        {
            yield return $"  {name,-13}{Sparkline.Of(values)}  {Number(values.Min())} to {Number(values.Max())}";
        }
    }

    /// <summary>An example's life in numbers.</summary>
    /// <param name="life">The example, in each recorded epoch.</param>
    /// <param name="plain">Whether the output goes to a file or a program.</param>
    public static Table DrawLife(IReadOnlyList<RecordedExample> life, bool plain)
    {
        var table = Empty(plain, "epoch", "step", "loss", "weight", "logit weight", "gradient norm");
        foreach (var example in life)
        {
            table.AddRow(
                example.Epoch.ToString(CultureInfo.InvariantCulture),
                example.Step?.ToString(CultureInfo.InvariantCulture) ?? "-",
                Number(example.Loss),
                Number(example.Weight),
                Number(example.LogitWeight),
                Number(example.GradientNorm));
        }

        return table;
    }

    private static string Kind(bool? isFlipped) => isFlipped switch { true => ", mislabelled", false => ", clean", null => "" };

    // Where no total weight was measured, the logit weight tells most of it.
    private static double? Weight(RecordedExample example) => example.Weight ?? example.LogitWeight;

    private static double? Median(double[] values)
    {
        if (values.Length == 0) return null;
        Array.Sort(values);
        return Quantile.Of(values, 0.5);
    }

    private static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "-";

    private static Table Empty(bool plain, params string[] columns)
    {
        var table = new Table { Border = plain ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column) { Alignment = column == "label" ? Justify.Left : Justify.Right, NoWrap = plain });
        return table;
    }
}
