using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>L-SAM: the direction mean_i J_i(w)^T s_i(w + eps_i), which keeps only 1-SAM's effect on the logit scale.</summary>
/// <remarks>Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676).</remarks>
public sealed class LSam(SamOptions options) : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var ascent = step.Gradients.Ascend(step.Batch);
        using var perturbed = ascent.Perturb(options.Rho);
        ascent.Backward(scaleFrom: perturbed);
        step.BaseRule.Step();
        return step.Results(ascent, perturbed);
    }
}
