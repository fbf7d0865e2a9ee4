using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.NoRegistration;

internal sealed class HiddenPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("hidden", "Registered by a class that is not public");

}
