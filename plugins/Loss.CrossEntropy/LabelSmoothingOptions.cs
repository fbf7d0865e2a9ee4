using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.LossCrossEntropy;

/// <summary>Options of <c>label-smoothing</c>.</summary>
public sealed class LabelSmoothingOptions
{
    /// <summary>a. Default 0.1.</summary>
    [Description("a: the share of the uniform distribution over the classes in each target.")]
    [Range(0.0, 1.0)]
    public double Share { get; set; } = 0.1;
}
