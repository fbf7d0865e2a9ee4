namespace SamHost.Contracts.Optimization;

/// <summary>How long a run is.</summary>
/// <param name="StepsPerEpoch">The number of steps in an epoch.</param>
/// <param name="Epochs">The number of epochs planned.</param>
public sealed record ScheduleClock(int StepsPerEpoch, int Epochs)
{
    /// <summary>The number of steps planned.</summary>
    public long TotalSteps => (long)StepsPerEpoch * Epochs;
}
