using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>Options of the rules with a perturbation.</summary>
public class SamOptions : IPerturbation
{
    /// <summary>The perturbation radius. Default 0.05, that of Foret et al. 2021.</summary>
    [Description("rho: the perturbation radius, in the norm of the weights.")]
    [Range(0, double.MaxValue)]
    public double Rho { get; set; } = 0.05;
}
