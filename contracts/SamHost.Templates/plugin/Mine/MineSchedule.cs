using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Optimization;

namespace Mine;

/// <summary>As a beginning, the learning rate falls in a straight line.</summary>
public sealed class MineSchedule(MineScheduleOptions options) : ISchedule
{
    public double Factor(long step, ScheduleClock clock) => 1 - (1 - options.Last) * step / clock.TotalSteps;
}

public sealed class MineScheduleOptions
{
    [Description("The factor at the end of the run."), Range(0.0, 1.0)]
    public double Last { get; set; }
}
