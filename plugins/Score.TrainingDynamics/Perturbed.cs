namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>Weights of a rule that perturbs.</summary>
internal static class Perturbed
{
    /// <summary>The weights; null where all are 1, as without a perturbation: these rank nothing.</summary>
    public static double[]? WeightsOf(double[]? weights) => weights is not null && weights.Any(weight => weight != 1) ? weights : null;
}
