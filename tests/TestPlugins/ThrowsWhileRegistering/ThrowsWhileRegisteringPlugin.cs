using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.ThrowsWhileRegistering;

public sealed class ThrowsWhileRegisteringPlugin : IPlugin
{
    public void Register(IComponentRegistry components)
    {
        components.AddNoise<Quiet, NoOptions>("thrown", "Registered before the exception");
        throw new InvalidOperationException("the moon is in the wrong phase");
    }

}
