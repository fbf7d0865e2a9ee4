using System.Text.Json.Nodes;
using ScottPlot;

namespace SamHost.Reporting.Figures;

/// <summary>Lines or points over epochs or over a setting, with bands or bars of a standard deviation to both sides.</summary>
internal sealed record CurveFigure(
    string Name, string Title, CurveAxis Axis, string Unit, IReadOnlyList<Curve> Curves, string AltText, string Caption, bool MarksPeaks)
    : Figure(Name, Title, AltText, Caption)
{
    /// <summary>Where the vertical axis begins, where the lowest points would leave no room for the others; null where all show.</summary>
    public double? Lowest { get; init; }

    // Markers closer than these hide the line.
    private const int MostMarkers = 12;

    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown, MarkerShape.Cross,
    ];

    /// <summary>A figure of lines.</summary>
    /// <param name="name">The files' name.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="axis">The horizontal axis.</param>
    /// <param name="unit">What stands at the vertical axis.</param>
    /// <param name="curves">The lines; those without a point are left out.</param>
    /// <param name="altText">What is seen, in words.</param>
    /// <param name="caption">What stands below.</param>
    /// <param name="marksPeaks">Whether each line's highest point is marked.</param>
    /// <param name="lowest">Where the vertical axis begins; null where all points show.</param>
    public static Figure Draw(
        string name, string title, CurveAxis axis, string unit, IReadOnlyCollection<Curve> curves, string altText, string caption,
        bool marksPeaks = false, double? lowest = null)
    {
        Curve[] drawn = [.. curves.Where(curve => curve.X.Length > 0)];
        var names = SeriesNames.Short([.. drawn.Select(curve => curve.Name)]);
        return new CurveFigure(
            name, title, axis, unit,
            [.. drawn.Zip(names, (curve, label) => label == curve.Name ? curve : curve with { Name = label, FullName = curve.Name })],
            altText, caption, marksPeaks) { Lowest = lowest };
    }

    internal override JsonObject Describe() => new()
    {
        ["kind"] = "curves",
        ["x"] = Axis.ToJson(),
        ["y"] = Lowest is { } lowest
            ? new JsonObject { ["title"] = Unit, ["range"] = new JsonArray(lowest, null) }
            : new JsonObject { ["title"] = Unit },
        ["marksPeaks"] = MarksPeaks,
        ["series"] = new JsonArray([.. Curves.Select(Describe)]),
    };

    internal override (Plot Plot, int Width, int Height) Draw()
    {
        var plot = FigureStyle.NewPlot(Title, Axis.Title, Unit);
        Curve[] shown = [.. Curves.Where(curve => curve.IsShown)];
        foreach (var curve in shown) Add(plot, curve);
        plot.Axes.Margins(0.03, 0.08);
        if (Lowest is { } lowest)
        {
            plot.Axes.AutoScale();
            plot.Axes.SetLimitsY(lowest, plot.Axes.GetLimits().Top);
        }

        plot.Axes.Bottom.TickGenerator = Axis.Marks(shown.SelectMany(curve => curve.X));
        return WithLegend(plot, shown.Length);
    }

    private JsonObject Describe(Curve curve) => new()
    {
        ["label"] = curve.Name,
        ["name"] = curve.FullName,
        ["colour"] = curve.Style.Colour,
        ["dash"] = curve.Style.Dash,
        ["marker"] = curve.Style.Marker,
        ["shown"] = curve.IsShown,
        ["joined"] = curve.IsJoined && Axis.Categories is null,
        ["x"] = Numbers(curve.X),
        ["y"] = Numbers(curve.Mean),
        ["deviation"] = curve.Deviation.Any(deviation => deviation > 0) ? Numbers(curve.Deviation) : null,
    };

    private void Add(Plot plot, Curve curve)
    {
        double[] places = [.. curve.X.Select(Axis.Place)];
        var colour = FigureStyle.Colour(curve.Style.Colour);
        var joins = curve.IsJoined && Axis.Categories is null;
        var spreads = curve.Deviation.Any(deviation => deviation > 0);
        if (spreads && !joins) plot.Add.ErrorBar(places, curve.Mean, curve.Deviation).Color = colour;
        if (spreads && joins)
        {
            var band = plot.Add.FillY(
                places, [.. curve.Mean.Zip(curve.Deviation, (mean, deviation) => mean - deviation)],
                [.. curve.Mean.Zip(curve.Deviation, (mean, deviation) => mean + deviation)]);
            band.FillColor = colour.WithAlpha(0.16);
            band.LineWidth = 0;
        }

        var line = plot.Add.Scatter(places, curve.Mean, colour);
        line.LegendText = curve.Name;
        line.LineWidth = joins ? 2 : 0;
        line.MarkerShape = Markers[curve.Style.Marker];
        // Few points are seen as points; of many, some tell the lines apart.
        line.MarkerSize = curve.X.Length > MostMarkers && joins ? 0 : 6;
        if (line.MarkerSize == 0)
        {
            var step = (curve.X.Length + MostMarkers - 1) / MostMarkers;
            int[] marked = [.. Enumerable.Range(0, curve.X.Length).Where(place => place % step == curve.Style.Colour % step)];
            plot.Add.Markers(
                marked.Select(place => places[place]).ToArray(), marked.Select(place => curve.Mean[place]).ToArray(),
                Markers[curve.Style.Marker], 6, colour);
        }

        if (!MarksPeaks) return;
        var peak = Array.IndexOf(curve.Mean, curve.Mean.Max());
        plot.Add.Marker(places[peak], curve.Mean[peak], MarkerShape.FilledCircle, 9, colour);
    }
}
