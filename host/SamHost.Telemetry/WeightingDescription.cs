using System.Diagnostics;
using MathNet.Numerics.Statistics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>What a person reads of a step's weighting: its verdict as the span's name, and figures to search by.</summary>
internal static class WeightingDescription
{
    // The medians of a batch differ by chance.
    private const double AlikeUpTo = 1.05;

    private const string UnknownTruth = "truth unknown";

    /// <summary>The name of a weighting's span, as it is searched for.</summary>
    /// <param name="medianRatio">The median weight of mislabelled examples over that of clean ones; null where there is one kind.</param>
    /// <param name="isTotal">Whether these are total weights, else logit weights.</param>
    public static string Verdict(double? medianRatio, bool isTotal) => (medianRatio, isTotal) switch
    {
        (null, _) => "one label only",
        (double.NaN or double.PositiveInfinity, _) => "no verdict",
        ( > AlikeUpTo, _) => Heavier(areClean: false, isTotal),
        ( < 1 / AlikeUpTo, _) => Heavier(areClean: true, isTotal),
        (_, true) => "alike by total weight",
        (_, false) => "alike by logit weight",
    };

    /// <summary>Which label's examples are heavier, by however little.</summary>
    public static string Heavier(bool areClean, bool isTotal) => (areClean, isTotal) switch
    {
        (false, true) => "mislabelled heavier by total weight",
        (false, false) => "mislabelled heavier by logit weight",
        (true, true) => "clean heavier by total weight",
        (true, false) => "clean heavier by logit weight",
    };

    /// <summary>Names the span, and adds figures.</summary>
    /// <param name="span">The span.</param>
    /// <param name="step">The step.</param>
    /// <param name="isFlipped">Whether each of its examples is mislabelled; null where that is unknown.</param>
    /// <param name="rho">The perturbation radius; null where there is none.</param>
    public static void Add(Activity span, TracedStep step, bool[]? isFlipped, double? rho)
    {
        var values = step.Values;
        span.AddTag(TelemetryNames.Step, step.Step);
        if (rho is { } radius) span.AddTag(TelemetryNames.Rho, radius);
        if (values.GradientNorm is { } norms) span.AddTag(TelemetryNames.GradientNorm, Distribution.Mean(norms));
        if (isFlipped is null)
        {
            span.AddTag(TelemetryNames.LossScalars + TelemetryNames.All + TelemetryNames.Mean, Distribution.Mean(values.Loss));
        }
        else
        {
            AddLoss(span, values.Loss, isFlipped, false, TelemetryNames.LossScalars + TelemetryNames.Clean + TelemetryNames.Mean);
            AddLoss(span, values.Loss, isFlipped, true, TelemetryNames.LossScalars + TelemetryNames.Mislabelled + TelemetryNames.Mean);
        }

        var ratio = AddWeights(span, TelemetryNames.LogitWeightScalars, values.LogitWeight, values.Loss, isFlipped);
        if (values.Weight is { } weights) ratio = AddWeights(span, TelemetryNames.WeightScalars, weights, values.Loss, isFlipped);
        span.DisplayName = isFlipped is null ? UnknownTruth : Verdict(ratio, values.Weight is not null);
    }

    private static double? AddWeights(Activity span, string prefix, double[] weights, double[] losses, bool[]? isFlipped)
    {
        var (clean, mislabelled) = Distribution.Add(span, prefix, weights, isFlipped);
        var (sum, ofMislabelled, raised) = (0.0, 0.0, 0L);
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i];
            if (isFlipped?[i] == true) ofMislabelled += weights[i];
            if (weights[i] > 1) raised++;
        }

        span.AddTag(prefix + TelemetryNames.Raised, raised);
        if (sum > 0 && isFlipped is not null) span.AddTag(prefix + TelemetryNames.MislabelledShare, ofMislabelled / sum);
        // No number where all weights are equal, as SGD's are.
        if (Correlation.Spearman(weights, losses) is var correlation && double.IsFinite(correlation))
            span.AddTag(prefix + TelemetryNames.LossCorrelation, correlation);
        if (mislabelled is null || clean is null) return null;
        var ratio = mislabelled.Value / clean.Value;
        if (double.IsFinite(ratio)) span.AddTag(prefix + TelemetryNames.MedianRatio, ratio);
        return ratio;
    }

    private static void AddLoss(Activity span, double[] losses, bool[] isFlipped, bool flipped, string name)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < losses.Length; i++)
        {
            if (isFlipped[i] != flipped) continue;
            sum += losses[i];
            count++;
        }

        if (count > 0) span.AddTag(name, sum / count);
    }
}
