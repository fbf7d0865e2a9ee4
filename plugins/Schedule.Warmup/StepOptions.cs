using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>Options of <c>step</c>.</summary>
public sealed class StepOptions : WarmupOptions
{
    /// <summary>Default 30.</summary>
    [Description("How many epochs lie between two falls, counted from the end of the warm-up.")]
    [Range(1, int.MaxValue)]
    public int EveryEpochs { get; set; } = 30;

    /// <summary>Default 0.1.</summary>
    [Description("What the learning rate is multiplied by at each fall.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Gamma { get; set; } = 0.1;
}
