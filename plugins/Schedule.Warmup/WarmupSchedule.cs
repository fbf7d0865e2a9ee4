using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>A linear warm-up, and a schedule after it.</summary>
public abstract class WarmupSchedule(WarmupOptions options) : ISchedule
{
    public double Factor(long step, ScheduleClock clock)
    {
        var warmup = (long)Math.Round(options.WarmupEpochs * clock.StepsPerEpoch);
        return step < warmup ? (step + 1.0) / warmup : FactorAfterWarmup(step - warmup, Math.Max(1, clock.TotalSteps - warmup), clock);
    }

    /// <param name="step">The step after the warm-up, from 0.</param>
    /// <param name="length">The number of steps after the warm-up.</param>
    /// <param name="clock">The length of the run.</param>
    protected abstract double FactorAfterWarmup(long step, long length, ScheduleClock clock);
}
