using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary><c>step</c>: the learning rate falls by a factor every so many epochs.</summary>
public sealed class StepSchedule(StepOptions options) : WarmupSchedule(options)
{
    protected override double FactorAfterWarmup(long step, long length, ScheduleClock clock) =>
        Math.Pow(options.Gamma, step / ((long)options.EveryEpochs * clock.StepsPerEpoch));
}
