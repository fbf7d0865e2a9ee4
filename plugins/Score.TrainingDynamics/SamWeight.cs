using SamHost.Contracts.Suspects;

namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>The mean total weight over the epochs that recorded it (Baek et al., ICLR 2024, arXiv 2405.03676).</summary>
public sealed class SamWeight : ISuspectScore
{
    private readonly RunningMean _mean = new();

    public bool LowIsSuspicious => true;

    public double[]? Add(RecordedEpoch epoch) => _mean.Add(Perturbed.WeightsOf(epoch.Weight));
}
