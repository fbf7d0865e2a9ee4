using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.ModelResNet;

/// <summary>Residual networks.</summary>
public sealed class ResNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddModel<ResNet18Builder, ResNet18Options>(
            "resnet18", "ResNet18 for small images [C, H, W], with LayerNorm in place of BatchNorm unless told otherwise.");
}
