using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.LossRobust;

/// <summary>Options of <c>generalized-cross-entropy</c>.</summary>
public sealed class GeneralizedCrossEntropyOptions
{
    /// <summary>q. Default 0.7.</summary>
    [Description("q: near 0 the loss is the cross-entropy, at 1 it is 1 - p_y, which wrong labels pull at least.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public double Q { get; set; } = 0.7;
}
