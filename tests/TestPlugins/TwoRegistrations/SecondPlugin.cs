using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.TwoRegistrations;

public sealed class SecondPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("second", "The second class's component");

}
