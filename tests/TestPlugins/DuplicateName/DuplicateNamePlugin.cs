using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.DuplicateName;

public sealed class DuplicateNamePlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddOptimizer<OtherLateSam, NoOptions>("late-sam", "Another optimizer of LateSam's name");

}
