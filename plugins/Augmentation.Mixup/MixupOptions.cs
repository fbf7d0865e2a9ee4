using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.AugmentationMixup;

/// <summary>Options of <c>mixup</c>.</summary>
public sealed class MixupOptions
{
    /// <summary>Default 1: every share is as likely as any other.</summary>
    [Description("The shares are drawn from Beta(Alpha, Alpha): near 0 most are close to 0 or 1, at 1 all are equally likely.")]
    [Range(0.01, 1000.0)]
    public double Alpha { get; set; } = 1;

    /// <summary>Default false, as in the paper's code.</summary>
    [Description("Whether each example has a share of its own, or the batch has one.")]
    public bool PerExample { get; set; }
}
