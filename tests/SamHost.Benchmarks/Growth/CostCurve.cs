namespace SamHost.Benchmarks.Growth;

/// <summary>How costs grow with a size.</summary>
/// <param name="What">What the size is.</param>
/// <param name="Sizes">The sizes, ascending.</param>
/// <param name="Costs">By its name, each cost at each size; first that of the work itself.</param>
internal sealed record CostCurve(string What, IReadOnlyList<double> Sizes, IReadOnlyList<(string Name, double[] Values)> Costs)
{
    /// <summary>The size from which the exponents are taken: below it, what does not grow is much of the cost.</summary>
    public double UpperFrom => Sizes[^UpperCount];

    private int UpperCount => Math.Min(Sizes.Count, Math.Max(3, Sizes.Count / 2));

    /// <summary>The exponent p of cost ~ size^p: least squares on the logarithms in the upper part of the range.</summary>
    public double Exponent(double[] values)
    {
        double[] x = [.. Sizes.TakeLast(UpperCount).Select(value => Math.Log(value))];
        double[] y = [.. values.TakeLast(UpperCount).Select(value => Math.Log(value))];
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (place, cost) => (place - meanX) * (cost - meanY)).Sum() / x.Sum(place => (place - meanX) * (place - meanX));
    }
}
