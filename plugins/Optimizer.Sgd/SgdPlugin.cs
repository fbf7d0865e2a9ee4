using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.OptimizerSgd;

/// <summary>Registers the rules without a perturbation.</summary>
public sealed class SgdPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddOptimizer<Sgd, NoOptions>("sgd", "The mean gradient of the batch.");
        components.AddOptimizer<RegularizedSgd, RegularizedSgdOptions>(
            "regularized-sgd",
            "SGD with penalties on the last hidden activations and on the last layer's weights, which is much of what J-SAM does.");
        components.AddOptimizer<DerivedPenalty, DerivedPenaltyOptions>(
            "derived-penalty", "SGD with the penalty that J-SAM amounts to in a two-layer linear network of one logit.");
    }
}
