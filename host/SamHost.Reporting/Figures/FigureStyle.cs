using ScottPlot;

namespace SamHost.Reporting.Figures;

/// <summary>The style of every figure.</summary>
internal static class FigureStyle
{
    /// <summary>
    /// The colour of text, axes and the first line, near black and used for nothing else: in a page it gives way to the colour of the text
    /// around it.
    /// </summary>
    public static readonly Color Foreground = Color.FromHex("#010203");

    /// <summary>Correctly labelled examples.</summary>
    public static readonly Color Clean = Color.FromHex("#0072B2");

    /// <summary>Mislabelled examples.</summary>
    public static readonly Color Mislabelled = Color.FromHex("#D55E00");

    // Okabe and Ito's colours, which people with any colour vision tell apart ("Color Universal Design", 2008), the best on light and dark
    // first.
    private static readonly string[] Hues = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>How many lines a figure shows at once: more are a tangle, and the colours do not go further.</summary>
    public static int MostLines => SeriesStyle.Colours;

    /// <summary>A colour by its place (<see cref="SeriesStyle.Colour"/>): the first is that of the text.</summary>
    public static Color Colour(int place) => place == 0 ? Foreground : Color.FromHex(Hues[place - 1]);

    /// <summary>A plot without anything in it.</summary>
    public static Plot NewPlot(string title, string x, string y)
    {
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.Transparent;
        plot.Font.Set("DejaVu Sans");
        plot.Title(title, 14);
        plot.XLabel(x, 12);
        plot.YLabel(y, 12);
        plot.Axes.Bottom.Label.Bold = plot.Axes.Left.Label.Bold = false;
        plot.Axes.Color(Foreground);
        plot.Axes.Title.Label.ForeColor = Foreground;
        plot.Axes.Top.IsVisible = plot.Axes.Right.IsVisible = false;
        plot.Grid.MajorLineColor = Foreground.WithAlpha(0.12);
        plot.Legend.BackgroundColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontColor = Foreground;
        plot.Legend.FontSize = 12;
        return plot;
    }
}
