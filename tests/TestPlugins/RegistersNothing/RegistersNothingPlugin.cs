using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.RegistersNothing;

public sealed class RegistersNothingPlugin : IPlugin
{
    public void Register(IComponentRegistry components)
    {
    }

}
