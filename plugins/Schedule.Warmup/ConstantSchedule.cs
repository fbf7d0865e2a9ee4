using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary><c>constant</c>: the learning rate as it is.</summary>
public sealed class ConstantSchedule(ConstantOptions options) : WarmupSchedule(options)
{
    protected override double FactorAfterWarmup(long step, long length, ScheduleClock clock) => 1;
}
