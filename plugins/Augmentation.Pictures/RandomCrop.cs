using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.AugmentationPictures;

/// <summary>
/// Pads each picture with zeros and cuts a picture of its own size out of it, at a place drawn for each: He et al., "Deep Residual Learning
/// for Image Recognition", CVPR 2016 (arXiv 1512.03385), section 4.2.
/// </summary>
public sealed class RandomCrop(RandomCropOptions options) : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context)
    {
        var pictures = context.AsPictures(batch.Inputs);
        var (count, channels, height, width) = (pictures.shape[0], pictures.shape[1], pictures.shape[2], pictures.shape[3]);
        var padded = nn.functional.pad(pictures, [options.Padding, options.Padding, options.Padding, options.Padding]);
        var places = 2 * options.Padding + 1L;
        var rows = context.Integers(places, count, pictures.device).unsqueeze(1) + arange(height, device: pictures.device);
        var columns = context.Integers(places, count, pictures.device).unsqueeze(1) + arange(width, device: pictures.device);
        var cut = padded
            .gather(2, rows.reshape(count, 1, height, 1).expand(count, channels, height, padded.shape[3]))
            .gather(3, columns.reshape(count, 1, 1, width).expand(count, channels, height, width));
        return batch with { Inputs = cut.reshape(batch.Inputs.shape) };
    }
}
