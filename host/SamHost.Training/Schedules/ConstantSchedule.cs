namespace SamHost.Training.Schedules;

/// <summary><c>constant</c>: the learning rate as it is.</summary>
internal sealed class ConstantSchedule : ScheduleOptions
{
    protected override double FactorAfterWarmup(long step, long length, ScheduleClock clock) => 1;
}
