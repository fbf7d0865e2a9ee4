namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>The mean of each example's values over epochs.</summary>
internal sealed class RunningMean
{
    private double[]? _sum;
    private int _count;

    /// <summary>Adds the values of an epoch.</summary>
    /// <param name="values">A value for each example; null in an epoch without them.</param>
    /// <returns>The means so far; null in an epoch without values.</returns>
    public double[]? Add(double[]? values)
    {
        if (values is null) return null;
        _sum = [.. (_sum ?? new double[values.Length]).Zip(values, (sum, value) => sum + value)];
        _count++;
        return [.. _sum.Select(sum => sum / _count)];
    }
}
