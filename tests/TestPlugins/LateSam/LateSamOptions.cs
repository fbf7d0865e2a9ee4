using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Optimization;

namespace SamHost.TestPlugins.LateSam;

public sealed class LateSamOptions : IPerturbation
{
    [Description("The perturbation radius, in the norm of the weights."), Range(0.0, double.MaxValue)]
    public double Rho { get; set; } = 0.1;

    [Description("The first epoch that perturbs, counted from 1."), Range(1, int.MaxValue)]
    public int FromEpoch { get; set; } = 10;
}
