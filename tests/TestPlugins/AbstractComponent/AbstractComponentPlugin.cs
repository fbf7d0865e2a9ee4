using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.AbstractComponent;

public sealed class AbstractComponentPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("abstract", "A noise model that never runs");

}
