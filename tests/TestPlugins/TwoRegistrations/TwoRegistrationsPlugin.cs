using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.TwoRegistrations;

public sealed class TwoRegistrationsPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("two", "A noise model that never runs");

}
