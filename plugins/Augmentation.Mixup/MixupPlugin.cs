using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.AugmentationMixup;

/// <summary>Registers mixup.</summary>
public sealed class MixupPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) => components.AddAugmentation<Mixup, MixupOptions>(
        "mixup", "Mixes each example, and its label, with another one of the batch (Zhang et al. 2018).");
}
