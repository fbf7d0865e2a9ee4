using System.Globalization;
using ScottPlot.TickGenerators;

namespace SamHost.Reporting.Figures;

/// <summary>The horizontal axis of a figure of curves.</summary>
/// <param name="Title">What stands below it.</param>
/// <param name="IsWhole">Whether only whole numbers are marked.</param>
/// <param name="IsLogarithmic">Whether equal steps are equal factors.</param>
internal sealed record CurveAxis(string Title, bool IsWhole = false, bool IsLogarithmic = false)
{
    // More marks than these run into each other.
    private const int MostMarks = 8;

    public static CurveAxis Epochs { get; } = new("epoch", IsWhole: true);

    /// <summary>The axis of a setting's values: logarithmic where they are spread more evenly on that scale.</summary>
    public static CurveAxis Of(string title, IReadOnlyCollection<double> values)
    {
        return new CurveAxis(
            title, IsLogarithmic: values.Min() > 0 && values.Max() >= 8 * values.Min()
                && Unevenness(Math.Log10) < Unevenness(value => value));

        // How far the values' mean is from the middle, in widths of their range.
        double Unevenness(Func<double, double> scale)
        {
            var (low, high) = (scale(values.Min()), scale(values.Max()));
            return Math.Abs((values.Average(scale) - low) / (high - low) - 0.5);
        }
    }

    /// <summary>Where a value lies.</summary>
    public double Place(double value) => IsLogarithmic ? Math.Log10(value) : value;

    /// <summary>The marks, for the values that there are.</summary>
    public ScottPlot.ITickGenerator Marks(IEnumerable<double> values)
    {
        double[] distinct = [.. values.Distinct().Order()];
        if (IsLogarithmic && distinct.Length <= MostMarks)
            return new NumericManual([.. distinct.Select(Place)], [.. distinct.Select(Text)]);
        var marks = new NumericAutomatic { IntegerTicksOnly = IsWhole || IsLogarithmic };
        if (IsLogarithmic) marks.LabelFormatter = power => Text(Math.Pow(10, power));
        return marks;
    }

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
