using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.NeedsArguments;

public sealed class NeedsArgumentsPlugin(string name) : IPlugin
{
    public void Register(IComponentRegistry components) => components.AddNoise<Quiet, NoOptions>(name, "Cannot be registered");
}
