using Palette;
using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.LikesRed;

public sealed class LikesRedPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("likes-red", Colours.Favourite);

}
