using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.NewerContracts;

public sealed class NewerContractsPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("newer-contracts", "A noise model that never runs");

}
