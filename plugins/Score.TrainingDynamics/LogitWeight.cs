using SamHost.Contracts.Suspects;

namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>
/// The mean logit weight: SAM weighs down what has a high loss (Baek et al., ICLR 2024, arXiv 2405.03676).
/// </summary>
public sealed class LogitWeight : ISuspectScore
{
    private readonly RunningMean _mean = new();

    public bool LowIsSuspicious => true;

    public double[]? Add(RecordedEpoch epoch) => _mean.Add(Perturbed.WeightsOf(epoch.LogitWeight));
}
