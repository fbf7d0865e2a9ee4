using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>1-SAM: the direction mean_i J_i(w + eps_i)^T s_i(w + eps_i), each example at its own perturbation eps_i.</summary>
/// <remarks>Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676).</remarks>
public sealed class OneSam(SamOptions options) : IOptimizer
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
