using SamHost.Contracts.Plugins;

namespace SamHost.TestPlugins.DiskPictures;

public sealed class DiskPicturesPlugin : IPlugin
{
    public void Register(IComponentRegistry components) =>
        components.AddDataset<DiskPictures, DiskPicturesOptions>("disk-pictures", "Pictures in a file, read while a run trains.");
}
