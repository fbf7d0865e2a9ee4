using SamHost.Contracts.Suspects;

namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>
/// The loss of the last epoch: small loss, as in Han et al., "Co-teaching", NeurIPS 2018 (arXiv 1804.06872), without stopping early.
/// </summary>
public sealed class LastLoss : ISuspectScore
{
    public bool IsEarly => false;

    public double[]? Add(RecordedEpoch epoch) => epoch.Loss;
}
