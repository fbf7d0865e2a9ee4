using SamHost.Contracts.Suspects;

namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>The mean loss: Arpit et al., "A Closer Look at Memorization in Deep Networks", ICML 2017 (arXiv 1706.05394).</summary>
public sealed class MeanLoss : ISuspectScore
{
    private readonly RunningMean _mean = new();

    public double[]? Add(RecordedEpoch epoch) => _mean.Add(epoch.Loss);
}
