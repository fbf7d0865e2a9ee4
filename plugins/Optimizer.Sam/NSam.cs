using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>Naive SAM: the gradient of the batch loss at w + rho g / ||g||, with g the batch's mean gradient.</summary>
/// <remarks>Foret et al., "Sharpness-Aware Minimization for Efficiently Improving Generalization", ICLR 2021 (arXiv 2010.01412).</remarks>
public sealed class NSam(SamOptions options) : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var ascent = step.Gradients.Ascend(step.Batch);
        using var perturbed = ascent.Perturb(options.Rho, groupSize: step.Batch.Size);
        perturbed.Backward(scaleFrom: perturbed);
        step.BaseRule.Step();
        return step.Results(ascent, perturbed);
    }
}
