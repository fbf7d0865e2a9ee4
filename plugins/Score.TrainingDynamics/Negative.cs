namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>Values turned around: what is small is suspicious.</summary>
internal static class Negative
{
    /// <summary>Null where there are none.</summary>
    public static double[]? Of(double[]? values) => values is null ? null : [.. values.Select(value => -value)];

    /// <summary>Null also where all weights are 1, as without a perturbation: these rank nothing.</summary>
    public static double[]? OfWeights(double[]? weights) => weights is not null && weights.Any(weight => weight != 1) ? Of(weights) : null;
}
