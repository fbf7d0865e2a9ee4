using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Optimization;

namespace Mine;

/// <summary>1-SAM, as a beginning: a perturbation for each example, and the mean gradient at the perturbed weights.</summary>
public sealed class MineOptimizer(MineOptimizerOptions options) : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var ascent = step.Gradients.Ascend(step.Batch);
        using var perturbed = ascent.Perturb(options.Rho);
        perturbed.Backward(scaleFrom: perturbed);
        step.BaseRule.Step();
        return step.Results(ascent, perturbed);
    }
}

public sealed class MineOptimizerOptions : IPerturbation
{
    [Description("The perturbation radius, in the norm of the weights."), Range(0.0, double.MaxValue)]
    public double Rho { get; set; } = 0.05;
}
