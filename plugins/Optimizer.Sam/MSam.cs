using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>m-SAM: naive SAM on each group of m consecutive examples, the groups' directions averaged over the examples.</summary>
/// <remarks>Foret et al., ICLR 2021 (arXiv 2010.01412).</remarks>
public sealed class MSam(MSamOptions options) : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var ascent = step.Gradients.Ascend(step.Batch);
        using var perturbed = ascent.Perturb(options.Rho, options.GroupSize);
        perturbed.Backward(scaleFrom: perturbed);
        step.BaseRule.Step();
        return step.Results(ascent, perturbed);
    }
}
