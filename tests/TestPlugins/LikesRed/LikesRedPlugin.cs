using SamHost.Contracts.Plugins;
using Palette;

namespace SamHost.TestPlugins.LikesRed;

public sealed class LikesRedPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddNoise<Quiet, NoOptions>("likes-red", Colours.Favourite);

}
