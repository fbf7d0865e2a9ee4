using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.LossRobust;

/// <summary>Options of <c>symmetric-cross-entropy</c>.</summary>
public sealed class SymmetricCrossEntropyOptions
{
    /// <summary>alpha. Default 0.1.</summary>
    [Description("alpha: the weight of the cross-entropy.")]
    [Range(0, double.MaxValue)]
    public double Alpha { get; set; } = 0.1;

    /// <summary>beta. Default 1.</summary>
    [Description("beta: the weight of the reverse cross-entropy.")]
    [Range(0, double.MaxValue)]
    public double Beta { get; set; } = 1;

    /// <summary>A. Default -4.</summary>
    [Description("A: what stands for the logarithm of 0.")]
    [Range(-1e6, 0)]
    public double LogOfZero { get; set; } = -4;
}
