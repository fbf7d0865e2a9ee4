using System.Globalization;
using System.Text.Json.Nodes;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace SamHost.Reporting.Figures;

/// <summary>A weight against the loss, a point an example, clean and mislabelled ones apart where that is known.</summary>
internal sealed record WeightFigure(
    string Name, string Title, IReadOnlyList<(double Loss, double Weight, bool? IsFlipped)> Points, double Limit, string AltText)
    : Figure(Name, Title, AltText, "")
{
    // More points of a kind say no more, and make the page slow.
    private const int PointsOfAKind = 250;

    // Smaller losses are drawn here: the axis is logarithmic.
    private const double SmallestLoss = 1e-4;

    /// <summary>A figure of points.</summary>
    /// <param name="name">The files' name.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="points">Loss, weight, and whether the example is mislabelled (null where that is unknown).</param>
    /// <param name="limit">Where the vertical axis ends.</param>
    /// <param name="altText">What is seen, in words.</param>
    public static Figure Draw(
        string name, string title, IReadOnlyList<(double Loss, double Weight, bool? IsFlipped)> points, double limit, string altText) =>
        new WeightFigure(
            name, title,
            [
                .. points.GroupBy(point => point.IsFlipped).OrderBy(kind => kind.Key).SelectMany(kind => Thinned([.. kind])),
            ],
            limit, altText);

    internal override JsonObject Describe() => new()
    {
        ["kind"] = "cloud",
        ["x"] = new CurveAxis("loss", IsLogarithmic: true).ToJson(),
        ["y"] = new JsonObject { ["title"] = "weight" },
        ["limit"] = Limit,
        ["least"] = SmallestLoss,
        ["series"] = new JsonArray(
        [
            .. Points.GroupBy(point => point.IsFlipped).Select(kind => new JsonObject
            {
                ["label"] = kind.Key switch { true => "mislabelled", false => "clean", null => "all" },
                ["colour"] = kind.Key switch { true => "flipped", false => "clean", null => "text" },
                ["x"] = Numbers(kind.Select(point => point.Loss)),
                ["y"] = Numbers(kind.Select(point => point.Weight)),
            }),
        ]),
    };

    internal override (Plot Plot, int Width, int Height) Draw()
    {
        var plot = FigureStyle.NewPlot(Title, "loss", "weight");
        foreach (var kind in Points.GroupBy(point => point.IsFlipped))
        {
            var colour = kind.Key switch
            {
                true => FigureStyle.Mislabelled,
                false => FigureStyle.Clean,
                null => FigureStyle.Foreground,
            };
            plot.Add.Markers(
                kind.Select(point => Math.Log10(Math.Max(point.Loss, SmallestLoss))).ToArray(),
                kind.Select(point => Math.Min(point.Weight, Limit)).ToArray(),
                MarkerShape.FilledCircle, 4, colour.WithAlpha(0.6));
        }

        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true,
            LabelFormatter = power => Math.Pow(10, power).ToString("0.####", CultureInfo.InvariantCulture) };
        plot.Axes.SetLimitsY(0, 1.04 * Limit);
        plot.Add.HorizontalLine(1, 1, FigureStyle.Foreground.WithAlpha(0.5), LinePattern.Dotted);
        return (plot, 340, 250);
    }

    // Evenly through the order of the losses, so that every run of the program shows the same points.
    private static IReadOnlyList<(double Loss, double Weight, bool? IsFlipped)> Thinned(
        List<(double Loss, double Weight, bool? IsFlipped)> points)
    {
        var sorted = points.OrderBy(point => point.Loss).ToList();
        var step = Math.Max(1.0, (double)sorted.Count / PointsOfAKind);
        return [.. Enumerable.Range(0, Math.Min(sorted.Count, PointsOfAKind)).Select(i => sorted[(int)(i * step)])];
    }
}
