using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.MissingDependency;

public sealed class MissingDependencyPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("missing-dependency", "A noise model that never runs");

}
