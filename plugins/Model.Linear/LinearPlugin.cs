using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.ModelLinear;

/// <summary>Models that are linear in their input.</summary>
public sealed class LinearPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddModel<LinearBuilder, LinearOptions>("linear", "One linear layer: logistic regression.");
        components.AddModel<DeepLinearBuilder, DeepLinearOptions>("deep-linear", "Linear layers without activations between them.");
    }
}
