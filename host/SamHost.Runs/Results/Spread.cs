namespace SamHost.Runs.Results;

/// <summary>Mean and standard deviation (of the sample, over n - 1) of some values.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">The standard deviation; null of a single value.</param>
/// <param name="Count">The number of values: at least 1.</param>
public readonly record struct Spread(double Mean, double? Deviation, int Count)
{
    /// <summary>The spread of some values; null of none.</summary>
    public static Spread? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0) return null;
        var mean = values.Average();
        return new Spread(
            mean, values.Count == 1 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)),
            values.Count);
    }
}
