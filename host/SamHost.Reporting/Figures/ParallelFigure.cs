using System.Text.Json.Nodes;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace SamHost.Reporting.Figures;

/// <summary>
/// Parallel coordinates: an axis for each setting, the last for what came of it, and a line for each row of the table, with a value an
/// axis; null where it has no such setting.
/// </summary>
internal sealed record ParallelFigure(
    string Name, string Title, IReadOnlyList<CurveAxis> Axes, IReadOnlyList<(string Name, SeriesStyle Style, double?[] Values)> Lines,
    string AltText, string Caption)
    : Figure(Name, Title, AltText, Caption)
{
    internal override JsonObject Describe() => new()
    {
        ["kind"] = "parallel",
        ["axes"] = new JsonArray([.. Axes.Select(axis => axis.ToJson())]),
        ["series"] = new JsonArray(
        [
            .. Lines.GroupBy(line => line.Name).Select(own => new JsonObject
            {
                ["label"] = SeriesNames.Shortened(own.Key),
                ["name"] = own.Key,
                ["colour"] = own.First().Style.Colour,
                ["dash"] = own.First().Style.Dash,
                ["marker"] = own.First().Style.Marker,
                ["shown"] = true,
                ["rows"] = new JsonArray([.. own.Select(line => Numbers(line.Values.Select(value => value ?? double.NaN)))]),
            }),
        ]),
    };

    internal override (Plot Plot, int Width, int Height) Draw()
    {
        var plot = FigureStyle.NewPlot(Title, "", "");
        foreach (var (axis, place) in Axes.Select((axis, place) => (axis, place)))
        {
            plot.Add.VerticalLine(place, 1, FigureStyle.Foreground.WithAlpha(0.4));
            foreach (var value in Marked(axis, place).Distinct())
            {
                var text = plot.Add.Text(SeriesNames.Shortened(axis.Text(value)), place, Level(place, value));
                (text.LabelFontSize, text.LabelFontColor, text.OffsetX) = (10, FigureStyle.Foreground, 4);
            }
        }

        var names = new HashSet<string>();
        foreach (var (name, style, values) in Lines)
        {
            int[] there = [.. Enumerable.Range(0, values.Length).Where(place => values[place] is not null)];
            var line = plot.Add.Scatter(
                there.Select(place => (double)place).ToArray(), there.Select(place => Level(place, values[place]!.Value)).ToArray(),
                FigureStyle.Colour(style.Colour).WithAlpha(0.6));
            line.MarkerSize = 3;
            if (names.Add(name)) line.LegendText = SeriesNames.Shortened(name);
        }

        plot.Axes.Bottom.TickGenerator =
            new NumericManual([.. Axes.Select((_, place) => (double)place)], [.. Axes.Select(axis => axis.Title)]);
        plot.Axes.Left.IsVisible = false;
        plot.HideGrid();
        plot.Axes.Margins(0.1, 0.08);
        return WithLegend(plot, names.Count);

        IEnumerable<double> Values(int place) => Lines.Select(line => line.Values[place]).OfType<double>();

        IEnumerable<double> Marked(CurveAxis axis, int place) => axis.Categories is not null || axis.Values is not null
            ? Values(place)
            : [Values(place).Min(), Values(place).Max()];

        double Level(int place, double value)
        {
            var axis = Axes[place];
            var (low, high) = (Values(place).Min(axis.Place), Values(place).Max(axis.Place));
            return high > low ? (axis.Place(value) - low) / (high - low) : 0.5;
        }
    }
}
