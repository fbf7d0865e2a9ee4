using MathNet.Numerics.Statistics;

namespace SamHost.Runs.Results;

/// <summary>Quantiles as NumPy computes them: between the two nearest values, in proportion.</summary>
public static class Quantile
{
    /// <summary>A quantile of some values.</summary>
    /// <param name="sorted">The values in ascending order, at least one.</param>
    /// <param name="share">The share of them that lies below, in [0, 1].</param>
    public static double Of(double[] sorted, double share) =>
        SortedArrayStatistics.QuantileCustom(sorted, share, QuantileDefinition.R7);
}
