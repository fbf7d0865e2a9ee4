namespace SamHost.Training.Schedules;

/// <summary>How long a run is.</summary>
public sealed record ScheduleClock(int StepsPerEpoch, int Epochs)
{
    public long TotalSteps => (long)StepsPerEpoch * Epochs;
}
