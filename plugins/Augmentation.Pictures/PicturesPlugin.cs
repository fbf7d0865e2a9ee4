using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.AugmentationPictures;

/// <summary>Registers the augmentations of pictures.</summary>
public sealed class PicturesPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddAugmentation<HorizontalFlip, HorizontalFlipOptions>(
            "horizontal-flip", "Mirrors pictures, left to right, each with a probability.");
        components.AddAugmentation<RandomCrop, RandomCropOptions>(
            "random-crop", "Shifts each picture by some pixels, with zeros around it.");
    }
}
