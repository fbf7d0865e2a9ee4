using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.TwiceTheSame;

public sealed class TwiceTheSamePlugin : IPlugin
{
    public void Register(IComponentRegistry components)
    {
        components.AddNoise<Quiet, NoOptions>("twice", "The first of that name");
        components.AddNoise<Quiet, NoOptions>("twice", "The second of that name");
    }

}
