using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.LeavesATrace;

public sealed class LeavesATracePlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("leaves-a-trace", "A noise model that never runs");

}
