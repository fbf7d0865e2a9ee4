using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>Options of <c>cosine</c>.</summary>
public sealed class CosineOptions : WarmupOptions
{
    /// <summary>Default 0.</summary>
    [Description("The share of the learning rate that is left at the end.")]
    [Range(0.0, 1.0)]
    public double FinalFactor { get; set; }
}
