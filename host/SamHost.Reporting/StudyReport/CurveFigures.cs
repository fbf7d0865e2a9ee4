using System.Globalization;
using SamHost.Reporting.Figures;

namespace SamHost.Reporting.StudyReport;

/// <summary>The figures of a report that go over epochs.</summary>
internal static class CurveFigures
{
    /// <summary>The figures for which the runs have values.</summary>
    public static IEnumerable<Figure> Draw(IReadOnlyList<ReportedGroup> groups) =>
        new[] { TestAccuracy(groups), Train(groups), Clean(groups), Memorised(groups), Recovered(groups), CleanShare(groups),
            HiddenNorm(groups), WeightNorm(groups) }.Concat(Metrics(groups)).OfType<Figure>();

    private static Figure? TestAccuracy(IReadOnlyList<ReportedGroup> groups) => Percents(
        groups, "test-accuracy", "Test accuracy", "test_accuracy", "Dots mark the peaks of the means.", marksPeaks: true);

    private static Figure? Train(IReadOnlyList<ReportedGroup> groups) => Percents(
        groups, "train", "Training accuracy, as labelled", "train_accuracy", "Against the given labels: which are wrong is unknown.");

    private static Figure? Clean(IReadOnlyList<ReportedGroup> groups) => Percents(
        groups, "train-clean", "Training accuracy, correctly labelled", "train_accuracy_clean",
        "Training examples with their correct label.");

    private static Figure? Memorised(IReadOnlyList<ReportedGroup> groups) => Percents(
        groups, "train-memorised", "Memorised: mislabelled, as their wrong label", "train_accuracy_mislabelled",
        $"Mislabelled training examples that are predicted as the wrong label they were given.{Chance(groups)}");

    private static Figure? Recovered(IReadOnlyList<ReportedGroup> groups) => Percents(
        groups, "train-recovered", "Recovered: mislabelled, as their true label", "train_accuracy_mislabelled_true",
        $"Mislabelled training examples that are predicted as their true label all the same.{Chance(groups)}");

    private static string Chance(IReadOnlyList<ReportedGroup> groups) =>
        groups.SelectMany(group => group.Group.Runs).Select(run => run.ClassCount).Distinct().ToList() is [{ } classes]
            ? $" By chance it would be one in {classes}."
            : "";

    private static Figure? CleanShare(IReadOnlyList<ReportedGroup> groups) => Draw(
        "gradient-share",
        "Gradient weight held by clean examples",
        "share, %",
        [.. groups.Select(group => group.Curve(group.Weights.Select(weights => weights.CleanShare), 100))],
        "Of the sum of all examples' gradient norms at the perturbed weights, ‖g(w+ε)‖, the share of the correctly labelled ones.");

    private static Figure? HiddenNorm(IReadOnlyList<ReportedGroup> groups) => Draw(
        "norm-last-hidden",
        "Norm of the last hidden activations",
        "mean norm",
        [.. groups.Select(group => group.Curve("last_hidden_norm"))],
        "What goes into the last linear layer, its 2-norm averaged over the training examples: one of the two norms that J-SAM holds down "
            + "(the other is that of the last layer's weights).");

    private static Figure? WeightNorm(IReadOnlyList<ReportedGroup> groups) => Draw(
        "norm-last-weight",
        "Norm of the last layer's weights",
        "norm",
        [.. groups.Select(group => group.Curve("last_weight_norm"))],
        "The 2-norm of the last linear layer's weights: the other of the two norms that J-SAM holds down.");

    private static IEnumerable<Figure?> Metrics(IReadOnlyList<ReportedGroup> groups) =>
        from metric in groups.SelectMany(@group => @group.Group.Runs).SelectMany(run => run.MetricUnits).DistinctBy(metric => metric.Key)
        let title = metric.Key.Replace('_', ' ')
        select Draw(
            $"metric-{metric.Key}", char.ToUpperInvariant(title[0]) + title[1..], metric.Value == "1" ? "" : metric.Value,
            [.. groups.Select(@group => @group.Curve(metric.Key))], $"The column {metric.Key} of metrics.csv.", format: "0.####");

    private static Figure? Percents(
        IReadOnlyList<ReportedGroup> groups, string name, string title, string column, string caption, bool marksPeaks = false) =>
        Draw(name, title, "%", [.. groups.Select(group => group.Curve(column, 100))], caption, marksPeaks);

    private static Figure? Draw(
        string name, string title, string unit, IReadOnlyList<Curve> curves, string caption, bool marksPeaks = false, string format = "0.0")
    {
        Curve[] drawn = [.. curves.Where(curve => curve.X.Length > 0)];
        if (drawn.Length == 0) return null;
        var shown = drawn.Where(curve => curve.IsShown).ToList();
        var ends = shown.Select(
            curve => string.Create(
                CultureInfo.InvariantCulture,
                $"{curve.FullName} from {Text(curve.Mean[0])} to {Text(curve.Mean[^1])}, highest {Text(curve.Mean.Max())} at epoch "
                    + $"{curve.X[Array.IndexOf(curve.Mean, curve.Mean.Max())]}"));
        return CurveFigure.Draw(
            name, title, CurveAxis.Epochs, unit, drawn,
            $"{title}{(unit.Length > 0 ? $" ({unit})" : "")} over epochs: {string.Join("; ", ends)}.", caption, marksPeaks);

        string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
