namespace SamHost.Contracts.Training;

/// <summary>The result of a run.</summary>
/// <param name="EpochsCompleted">The number of epochs trained.</param>
/// <param name="PeakTestAccuracy">The highest test accuracy of any evaluation (the early-stopping accuracy of the paper).</param>
/// <param name="PeakEpoch">The first epoch that reached it.</param>
/// <param name="Final">The last evaluation.</param>
/// <param name="Duration">The time of the run, evaluations included.</param>
/// <param name="StopReason">Why the run stopped before its last epoch; null where it did not.</param>
public sealed record RunCompleted(
    int EpochsCompleted,
    double PeakTestAccuracy,
    int PeakEpoch,
    Evaluation Final,
    TimeSpan Duration,
    string? StopReason)
{
    /// <summary>The steps that were left out because their loss or gradient was not finite.</summary>
    public int SkippedSteps { get; init; }
}
