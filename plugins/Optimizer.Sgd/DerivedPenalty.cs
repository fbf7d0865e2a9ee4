using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.OptimizerSgd;

/// <summary>
/// SGD with the penalty that J-SAM has in a deep linear network: rho * mean_i |s_i| J_i, the scale |s_i| held constant, with J_i = ||df(w,
/// x_i)/dw||. In the two-layer network f = &lt;v, Wx&gt; without biases J_i is sqrt(||z_i||^2 + ||x_i||^2 ||v||^2), z_i = W x_i, and the
/// step is J-SAM's; in a deeper one J_i is that of the last two layers as if the inputs were theirs, and the penalty is J-SAM's in form
/// only.
/// </summary>
/// <remarks>Derived from Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676), section 4.</remarks>
public sealed class DerivedPenalty(DerivedPenaltyOptions options) : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var pass = step.Gradients.Forward(step.Batch);
        if (pass.Logits.shape is not [_, 1])
            throw new ComponentException("the penalty is derived for one logit; give a data set of two classes and a linear model.");
        var inputs = step.Batch.Inputs.flatten(1).square().sum([1L]);
        var jacobian = (pass.LastHidden.flatten(1).square().sum([1L]) + inputs * pass.LastWeight.square().sum()).sqrt();
        var scale = pass.LogitScales.detach().flatten().abs();
        pass.Backward(scaleFrom: pass, penalty: options.Rho * (scale * jacobian).mean());
        step.BaseRule.Step();
        return step.Results(pass);
    }
}
