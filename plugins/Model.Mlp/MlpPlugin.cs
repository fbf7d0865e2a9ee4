using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.ModelMlp;

/// <summary>The multilayer perceptron.</summary>
public sealed class MlpPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddModel<MlpBuilder, MlpOptions>("mlp", "Fully connected hidden layers with activations between them.");
}
