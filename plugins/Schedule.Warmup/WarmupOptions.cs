using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>Options of every schedule here.</summary>
public abstract class WarmupOptions
{
    /// <summary>Default 0.</summary>
    [Description("How many epochs the learning rate rises linearly, from 1/steps of it to the whole, before the schedule begins.")]
    [Range(0, double.MaxValue)]
    public double WarmupEpochs { get; set; }
}
