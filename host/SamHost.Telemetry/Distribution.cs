using System.Diagnostics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>Mean and percentiles of some examples' values.</summary>
internal static class Distribution
{
    private const int All = 2;

    private static readonly string[] Groups = [TelemetryNames.Clean, TelemetryNames.Mislabelled, TelemetryNames.All];
    private static readonly string[] Statistics = [TelemetryNames.Mean, TelemetryNames.P05, TelemetryNames.P50, TelemetryNames.P95];

    // Joined once: a step has sixteen of them.
    private static readonly Dictionary<string, string[][]> Names = new[] { TelemetryNames.WeightScalars, TelemetryNames.LogitWeightScalars }
        .ToDictionary(
            prefix => prefix,
            prefix => Groups.Select(group => Statistics.Select(statistic => prefix + group + statistic).ToArray()).ToArray());

    /// <summary>Sets the attributes of both groups, none for an empty one; of all examples where their groups are unknown.</summary>
    /// <returns>The medians of clean and of mislabelled examples; null for an empty group.</returns>
    public static (double? Clean, double? Mislabelled) Add(Activity span, string prefix, double[] values, bool[]? isFlipped)
    {
        if (isFlipped is null)
        {
            double[] sorted = [.. values];
            Array.Sort(sorted);
            Add(span, Names[prefix][All], sorted);
            return (null, null);
        }

        var medians = new double?[2];
        for (var group = 0; group < 2; group++)
        {
            var chosen = Sorted(values, isFlipped, flipped: group == 1);
            if (chosen.Length == 0) continue;
            medians[group] = Add(span, Names[prefix][group], chosen);
        }

        return (medians[0], medians[1]);
    }

    private static double Add(Activity span, string[] names, double[] sorted)
    {
        var median = Quantile(sorted, 0.5);
        span.AddTag(names[0], Mean(sorted));
        span.AddTag(names[1], Quantile(sorted, 0.05));
        span.AddTag(names[2], median);
        span.AddTag(names[3], Quantile(sorted, 0.95));
        return median;
    }

    /// <summary>Between the two nearest values, in proportion, as NumPy does it.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
    }

    public static double Mean(double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }

    private static double[] Sorted(double[] values, bool[] isFlipped, bool flipped)
    {
        var chosen = new double[isFlipped.Count(value => value == flipped)];
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (isFlipped[i] == flipped) chosen[next++] = values[i];
        }

        Array.Sort(chosen);
        return chosen;
    }
}
