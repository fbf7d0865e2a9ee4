using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.OptimizerSgd;

/// <summary>The direction mean_i J_i(w)^T s_i(w): the mean gradient of the batch.</summary>
public sealed class Sgd : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var pass = step.Gradients.Forward(step.Batch);
        pass.Backward(scaleFrom: pass);
        step.BaseRule.Step();
        return step.Results(pass);
    }
}
