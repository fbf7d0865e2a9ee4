using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.MalformedName;

public sealed class MalformedNamePlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("Not a Name", "A noise model that never runs");

}
