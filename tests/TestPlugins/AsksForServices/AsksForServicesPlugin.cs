using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.AsksForServices;

public sealed class AsksForServicesPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddObserver<Notebook, NoOptions>("notebook", "Notes what the host gave it, and what it was told.");
}
