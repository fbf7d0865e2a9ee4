using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>Registers SGD and AdamW, as PyTorch has them, as base rules.</summary>
public sealed class TorchPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddBaseRule<SgdRule, SgdOptions>("sgd", "SGD with momentum and weight decay.");
        components.AddBaseRule<AdamWRule, AdamWOptions>("adamw", "Adam with decoupled weight decay.");
    }
}
