using System.Globalization;
using System.Text.Json.Nodes;
using ScottPlot;

namespace SamHost.Reporting.Figures;

/// <summary>
/// A value at each pair of two settings' values, as a colour and a number: the settings as categories, and for each cell its place on both
/// axes and the value there in percent.
/// </summary>
internal sealed record HeatFigure(
    string Name, string Title, CurveAxis X, CurveAxis Y, IReadOnlyList<(int X, int Y, double Value)> Cells, string AltText, string Caption)
    : Figure(Name, Title, AltText, Caption)
{
    /// <summary>What the values are, in a word.</summary>
    public string ValueName { get; init; } = "test";

    /// <summary>The values of the darkest and of the brightest colour; null for the least and the largest of the cells.</summary>
    public (double Low, double High)? Scale { get; init; }

    internal override JsonObject Describe() => new()
    {
        ["kind"] = "heat",
        ["scale"] = Scale is var (least, most) ? Numbers([least, most]) : null,
        ["value"] = ValueName,
        ["x"] = X.ToJson(),
        ["y"] = Y.ToJson(),
        ["cells"] = new JsonArray([.. Cells.Select(cell => Numbers([cell.X, cell.Y, Math.Round(cell.Value, 1)]))]),
    };

    internal override (Plot Plot, int Width, int Height) Draw()
    {
        var plot = FigureStyle.NewPlot(Title, X.Title, Y.Title);
        var values = new double[Y.Categories!.Count, X.Categories!.Count];
        for (var row = 0; row < values.GetLength(0); row++)
        {
            for (var column = 0; column < values.GetLength(1); column++) values[row, column] = double.NaN;
        }

        // The first row of a heat map is the upper one.
        foreach (var cell in Cells) values[Y.Categories.Count - 1 - cell.Y, cell.X] = cell.Value;
        var map = plot.Add.Heatmap(values);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        var (low, high) = Scale ?? (Cells.Min(cell => cell.Value), Cells.Max(cell => cell.Value));
        if (high > low) map.ManualRange = new ScottPlot.Range(low, high);
        foreach (var cell in Cells)
        {
            var text = plot.Add.Text(cell.Value.ToString("0.0", CultureInfo.InvariantCulture), cell.X, cell.Y);
            text.LabelFontColor = cell.Value < (low + high) / 2 ? Colors.White : Colors.Black;
            text.LabelAlignment = Alignment.MiddleCenter;
        }

        plot.Axes.Bottom.TickGenerator = X.Marks([]);
        plot.Axes.Left.TickGenerator = Y.Marks([]);
        plot.HideGrid();
        return (plot, Width, Height);
    }
}
