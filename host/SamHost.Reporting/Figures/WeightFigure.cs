using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace SamHost.Reporting.Figures;

/// <summary>A weight against the loss, a point an example, clean and mislabelled ones apart.</summary>
internal static class WeightFigure
{
    // More points of a kind say no more, and make the page slow.
    private const int PointsOfAKind = 250;

    /// <summary>Smaller losses are drawn as 0.</summary>
    private const double SmallestLoss = 1e-4;

    /// <summary>Draws the points.</summary>
    /// <param name="name">The files' name.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="points">Loss, weight, and whether the example is mislabelled.</param>
    /// <param name="limit">Where the vertical axis ends.</param>
    /// <param name="altText">What is seen, in words.</param>
    public static Figure Draw(
        string name, string title, IReadOnlyList<(double Loss, double Weight, bool IsFlipped)> points, double limit, string altText)
    {
        var plot = FigureStyle.NewPlot(title, "loss", "weight");
        foreach (var kind in points.GroupBy(point => point.IsFlipped).OrderBy(kind => kind.Key))
        {
            var shown = Thinned([.. kind]);
            var colour = kind.Key ? FigureStyle.Mislabelled : FigureStyle.Clean;
            plot.Add.Markers(
                shown.Select(point => Math.Log10(Math.Max(point.Loss, SmallestLoss))).ToArray(),
                shown.Select(point => Math.Min(point.Weight, limit)).ToArray(),
                MarkerShape.FilledCircle,
                4,
                colour.WithAlpha(0.6));
        }

        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true,
            LabelFormatter = power => Math.Pow(10, power).ToString("0.####", CultureInfo.InvariantCulture) };
        plot.Axes.SetLimitsY(0, 1.04 * limit);
        plot.Add.HorizontalLine(1, 1, FigureStyle.Foreground.WithAlpha(0.5), LinePattern.Dotted);
        return new Figure(name, altText, "", plot, 340, 250);
    }

    // Evenly through the order of the losses, so that every run of the program shows the same points.
    private static IReadOnlyList<(double Loss, double Weight, bool IsFlipped)> Thinned(
        List<(double Loss, double Weight, bool IsFlipped)> points)
    {
        var sorted = points.OrderBy(point => point.Loss).ToList();
        var step = Math.Max(1.0, (double)sorted.Count / PointsOfAKind);
        return [.. Enumerable.Range(0, Math.Min(sorted.Count, PointsOfAKind)).Select(i => sorted[(int)(i * step)])];
    }
}
