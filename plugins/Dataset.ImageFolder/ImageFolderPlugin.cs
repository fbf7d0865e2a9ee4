using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>Registers the data set <c>image-folder</c>.</summary>
public sealed class ImageFolderPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddDataset<ImageFolderLoader, ImageFolderOptions>(
            "image-folder", "Pictures in a folder for each class, or with a table of paths and labels: PNG, JPEG, WebP, BMP, GIF.");
}
