using System.Globalization;
using System.Text.Json.Nodes;
using ScottPlot.TickGenerators;

namespace SamHost.Reporting.Figures;

/// <summary>An axis of a figure.</summary>
/// <param name="Title">What stands beside it.</param>
/// <param name="IsWhole">Whether only whole numbers are marked.</param>
/// <param name="IsLogarithmic">Whether equal steps are equal factors.</param>
internal sealed record CurveAxis(string Title, bool IsWhole = false, bool IsLogarithmic = false)
{
    // More marks than these run into each other.
    private const int MostMarks = 8;

    public static CurveAxis Epochs { get; } = new("epoch", IsWhole: true);

    /// <summary>The values of a setting that is no number, in their order; null of numbers.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>The numbers that are marked, of a setting with a few values; null where marks are at round numbers.</summary>
    public IReadOnlyList<double>? Values { get; init; }

    /// <summary>The axis of a setting's values: logarithmic where they are spread more evenly on that scale.</summary>
    public static CurveAxis Of(string title, IReadOnlyCollection<double> values)
    {
        double[] distinct = [.. values.Distinct().Order()];
        return new CurveAxis(
            title, IsLogarithmic: distinct[0] > 0 && distinct[^1] >= 8 * distinct[0]
                && Unevenness(Math.Log10) < Unevenness(value => value))
        {
            Values = distinct.Length <= MostMarks ? distinct : null,
        };

        // How far the values' mean is from the middle, in widths of their range.
        double Unevenness(Func<double, double> scale)
        {
            var (low, high) = (scale(values.Min()), scale(values.Max()));
            return Math.Abs((values.Average(scale) - low) / (high - low) - 0.5);
        }
    }

    /// <summary>The axis of values that are no numbers.</summary>
    public static CurveAxis OfCategories(string title, IReadOnlyList<string> categories) => new(title) { Categories = categories };

    /// <summary>Where a value lies.</summary>
    public double Place(double value) => IsLogarithmic ? Math.Log10(value) : value;

    /// <summary>A value of it as people read it.</summary>
    public string Text(double value) => Categories is { } names
        ? names[(int)value]
        : Math.Abs(value) is > 0 and < 1e-3 ? value.ToString("0.###e-0", CultureInfo.InvariantCulture)
        : value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The marks, for the values that there are.</summary>
    public ScottPlot.ITickGenerator Marks(IEnumerable<double> values)
    {
        if (Categories is { } names)
            return new NumericManual([.. names.Select((_, place) => (double)place)], [.. names.Select(SeriesNames.Shortened)]);
        double[] distinct = [.. values.Distinct().Order()];
        if (IsLogarithmic && distinct.Length <= MostMarks)
            return new NumericManual([.. distinct.Select(Place)], [.. distinct.Select(Text)]);
        var marks = new NumericAutomatic { IntegerTicksOnly = IsWhole || IsLogarithmic };
        if (IsLogarithmic) marks.LabelFormatter = power => Text(Math.Pow(10, power));
        return marks;
    }

    /// <summary>The axis as a page draws it.</summary>
    public JsonObject ToJson() => new()
    {
        ["title"] = Title,
        ["whole"] = IsWhole,
        ["log"] = IsLogarithmic,
        ["categories"] = Categories is { } names ? new JsonArray([.. names.Select(name => JsonValue.Create(name))]) : null,
        ["values"] = Values is { } values ? new JsonArray([.. values.Select(value => JsonValue.Create(value))]) : null,
    };
}
