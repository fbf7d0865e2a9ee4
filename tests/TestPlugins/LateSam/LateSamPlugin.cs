using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.LateSam;

public sealed class LateSamPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddOptimizer<LateSam, LateSamOptions>("late-sam", "SGD at first, 1-SAM in the last epochs (Zhou et al. 2025)");
}
