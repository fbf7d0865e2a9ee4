using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.OptimizerSgd;

/// <summary>Options of <c>regularized-sgd</c>.</summary>
public sealed class RegularizedSgdOptions
{
    /// <summary>gamma_z. Default 0.01.</summary>
    [Description("gamma_z: the weight of the penalty on each example's last hidden activations.")]
    [Range(0, double.MaxValue)]
    public double GammaActivations { get; set; } = 0.01;

    /// <summary>gamma_v. Default 0.01.</summary>
    [Description("gamma_v: the weight of the penalty on the last layer's weights.")]
    [Range(0, double.MaxValue)]
    public double GammaWeights { get; set; } = 0.01;

    /// <summary>R. Default <see cref="PenaltyNorm.HalfSquared"/>.</summary>
    [Description("R: HalfSquared (the squared 2-norm / 2) or Plain (the 2-norm itself).")]
    public PenaltyNorm Norm { get; set; } = PenaltyNorm.HalfSquared;
}
