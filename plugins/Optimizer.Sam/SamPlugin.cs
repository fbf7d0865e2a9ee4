using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.OptimizerSam;

/// <summary>Registers sharpness-aware minimisation and its parts.</summary>
public sealed class SamPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddOptimizer<NSam, SamOptions>("n-sam", "Naive SAM: one perturbation for the batch.");
        components.AddOptimizer<MSam, MSamOptions>("m-sam", "SAM with a perturbation for each group of m examples.");
        components.AddOptimizer<OneSam, SamOptions>("1-sam", "SAM with a perturbation for each example.");
        components.AddOptimizer<LSam, SamOptions>("l-sam", "The logit scale of 1-SAM with the network Jacobian of SGD.");
        components.AddOptimizer<JSam, SamOptions>("j-sam", "The network Jacobian of 1-SAM with the logit scale of SGD.");
    }
}
