using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.OptimizerSgd;

/// <summary>Options of <c>derived-penalty</c>.</summary>
public sealed class DerivedPenaltyOptions
{
    /// <summary>rho. Default 0.05.</summary>
    [Description("rho: the radius of the J-SAM whose penalty this is.")]
    [Range(0, double.MaxValue)]
    public double Rho { get; set; } = 0.05;
}
