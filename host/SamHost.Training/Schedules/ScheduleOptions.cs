using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Training.Schedules;

/// <summary>Options of every schedule; all that <c>constant</c> has. A schedule is its options.</summary>
public abstract class ScheduleOptions : ISchedule
{
    [Description("How many epochs the learning rate rises linearly, from 1/steps of it to the whole, before the schedule begins.")]
    [Range(0, double.MaxValue)]
    public double WarmupEpochs { get; set; }

    public double Factor(long step, ScheduleClock clock)
    {
        var warmup = (long)Math.Round(WarmupEpochs * clock.StepsPerEpoch);
        return step < warmup ? (step + 1.0) / warmup : FactorAfterWarmup(step - warmup, Math.Max(1, clock.TotalSteps - warmup), clock);
    }

    /// <param name="step">The step after the warm-up, from 0.</param>
    /// <param name="length">The number of steps after the warm-up.</param>
    /// <param name="clock">The length of the run.</param>
    protected abstract double FactorAfterWarmup(long step, long length, ScheduleClock clock);
}
