namespace SamHost.Display;

/// <summary>A series in one line of text.</summary>
internal static class Sparkline
{
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>A character a value, from the smallest to the largest; a middle dot where there is none.</summary>
    public static string Of(IReadOnlyList<double?> values)
    {
        double[] present = [.. values.OfType<double>().Where(double.IsFinite)];
        if (present.Length == 0) return new string('·', values.Count);
        var (low, high) = (present.Min(), present.Max());
        return string.Concat(values.Select(value => value is { } number && double.IsFinite(number) ? Heights[Height(number)] : '·'));

        int Height(double value) => high == low ? 0 : (int)Math.Round((value - low) / (high - low) * (Heights.Length - 1));
    }
}
