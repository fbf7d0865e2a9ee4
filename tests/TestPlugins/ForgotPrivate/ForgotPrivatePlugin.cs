using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.ForgotPrivate;

public sealed class ForgotPrivatePlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("forgot-private", "A noise model that never runs");

}
