using SamHost.Contracts.Suspects;

namespace SamHost.Plugins.ScoreTrainingDynamics;

/// <summary>
/// The mean margin: Pleiss et al., "Identifying Mislabeled Data using the Area Under the Margin Ranking", NeurIPS 2020
/// (arXiv 2001.10528).
/// </summary>
public sealed class AreaUnderMargin : ISuspectScore
{
    private readonly RunningMean _mean = new();

    public bool LowIsSuspicious => true;

    public double[]? Add(RecordedEpoch epoch) => _mean.Add(epoch.Margin);
}
