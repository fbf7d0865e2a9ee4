using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.AugmentationPictures;

/// <summary>Mirrors pictures, left to right, each with a probability.</summary>
public sealed class HorizontalFlip(HorizontalFlipOptions options) : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context)
    {
        var pictures = context.AsPictures(batch.Inputs);
        var isFlipped = context.Uniform(batch.Size, pictures.device) < options.Probability;
        var flipped = where(isFlipped.reshape(-1, 1, 1, 1), pictures.flip(3), pictures);
        return batch with { Inputs = flipped.reshape(batch.Inputs.shape) };
    }
}
