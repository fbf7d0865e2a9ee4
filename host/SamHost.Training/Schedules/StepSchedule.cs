using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Training.Schedules;

/// <summary><c>step</c>: the learning rate falls by a factor every so many epochs.</summary>
internal sealed class StepSchedule : ScheduleOptions
{
    [Description("How many epochs lie between two falls, counted from the end of the warm-up.")]
    [Range(1, int.MaxValue)]
    public int EveryEpochs { get; set; } = 30;

    [Description("What the learning rate is multiplied by at each fall.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Gamma { get; set; } = 0.1;

    protected override double FactorAfterWarmup(long step, long length, ScheduleClock clock) =>
        Math.Pow(Gamma, step / ((long)EveryEpochs * clock.StepsPerEpoch));
}
