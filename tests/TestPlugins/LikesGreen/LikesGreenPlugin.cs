using Palette;
using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.LikesGreen;

public sealed class LikesGreenPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("likes-green", Colours.Favourite);

}
