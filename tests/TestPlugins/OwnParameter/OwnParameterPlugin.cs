using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.OwnParameter;

public sealed class OwnParameterPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddModel<ScaledBuilder, NoOptions>("scaled", "A linear layer times a parameter of the model's own");
}
