using ScottPlot;

namespace SamHost.Reporting.Figures;

/// <summary>Lines or points over epochs or over a setting, with bands or bars of a standard deviation to both sides.</summary>
internal static class CurveFigure
{
    /// <summary>Draws the lines.</summary>
    /// <param name="name">The files' name.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="axis">The horizontal axis.</param>
    /// <param name="unit">What stands at the vertical axis.</param>
    /// <param name="curves">The lines; those without a point are left out.</param>
    /// <param name="altText">What is seen, in words.</param>
    /// <param name="caption">What stands below.</param>
    /// <param name="marksPeaks">Whether each line's highest point is marked.</param>
    public static Figure Draw(
        string name, string title, CurveAxis axis, string unit, IReadOnlyCollection<Curve> curves, string altText, string caption,
        bool marksPeaks = false)
    {
        var plot = FigureStyle.NewPlot(title, axis.Title, unit);
        foreach (var curve in curves.Where(curve => curve.X.Length > 0)) Add(plot, axis, curve, marksPeaks);
        plot.Axes.Margins(0.03, 0.08);
        plot.Axes.Bottom.TickGenerator = axis.Marks(curves.SelectMany(curve => curve.X));
        plot.ShowLegend(Edge.Right);
        return new Figure(name, altText, caption, plot);
    }

    private static void Add(Plot plot, CurveAxis axis, Curve curve, bool marksPeak)
    {
        double[] places = [.. curve.X.Select(axis.Place)];
        var colour = FigureStyle.Colour(curve.Style);
        var spreads = curve.Deviation.Any(deviation => deviation > 0);
        if (spreads && !curve.IsJoined) plot.Add.ErrorBar(places, curve.Mean, curve.Deviation).Color = colour;
        if (spreads && curve.IsJoined)
        {
            var band = plot.Add.FillY(
                places, [.. curve.Mean.Zip(curve.Deviation, (mean, deviation) => mean - deviation)],
                [.. curve.Mean.Zip(curve.Deviation, (mean, deviation) => mean + deviation)]);
            band.FillColor = colour.WithAlpha(0.16);
            band.LineWidth = 0;
        }

        var line = plot.Add.Scatter(places, curve.Mean, colour);
        line.LegendText = curve.Name;
        line.LineWidth = curve.IsJoined ? 2 : 0;
        // Few points are seen as points.
        line.MarkerSize = curve.X.Length > 12 && curve.IsJoined ? 0 : 5;
        if (!marksPeak) return;
        var peak = Array.IndexOf(curve.Mean, curve.Mean.Max());
        plot.Add.Marker(places[peak], curve.Mean[peak], MarkerShape.FilledCircle, 9, colour);
    }
}
