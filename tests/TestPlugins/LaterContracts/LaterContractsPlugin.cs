using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.LaterContracts;

public sealed class LaterContractsPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>(NoOptions.LaterName, "Uses a member that the host's contracts do not have");

}
