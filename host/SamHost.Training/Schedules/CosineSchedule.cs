using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Training.Schedules;

/// <summary><c>cosine</c>: the learning rate falls along half a cosine to the end of the run.</summary>
internal sealed class CosineSchedule : ScheduleOptions
{
    [Description("The share of the learning rate that is left at the end.")]
    [Range(0.0, 1.0)]
    public double FinalFactor { get; set; }

    protected override double FactorAfterWarmup(long step, long length, ScheduleClock clock) =>
        FinalFactor + (1 - FinalFactor) * (1 + Math.Cos(Math.PI * Math.Min(step, length) / length)) / 2;
}
