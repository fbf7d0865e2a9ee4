using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.ModelCnn;

/// <summary>The small convolutional network.</summary>
public sealed class CnnPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddModel<CnnBuilder, CnnOptions>("cnn", "Convolutions with pooling, then two linear layers; for images [C, H, W].");
}
