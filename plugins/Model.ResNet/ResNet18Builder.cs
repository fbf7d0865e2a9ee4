using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using SamHost.Contracts.Plugins;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelResNet;

/// <summary>
/// ResNet18, unless told otherwise with the stem for small images: a 3x3 convolution of stride 1 and no pooling in place of 7x7, stride 2
/// and pooling.
/// </summary>
/// <remarks>
/// He et al., "Deep Residual Learning for Image Recognition", CVPR 2016 (arXiv 1512.03385). LayerNorm in place of BatchNorm as in Baek,
/// Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676): a per-example gradient does not exist with BatchNorm. It is taken over all channels
/// and positions of an example, [C, H, W], the form of Ba et al. 2016 (arXiv 1607.06450), gains and shifts included.
/// </remarks>
public sealed class ResNet18Builder(ResNet18Options options) : IModelBuilder, IWeightNames
{
    private const int SmallestSide = 8;

    /// <inheritdoc/>
    /// <exception cref="ComponentException">The inputs are no images, or are smaller than 8 x 8.</exception>
    public nn.Module<Tensor, Tensor> Build(DataShape shape)
    {
        var text = string.Join(", ", shape.InputShape);
        if (shape.InputShape.Count != 3)
            throw new ComponentException(
                $"The model resnet18 takes images [channels, height, width], and the data set's inputs have the shape [{text}]. Use mlp, "
                    + "or a data set of images.");
        if (shape.InputShape[1] < SmallestSide || shape.InputShape[2] < SmallestSide)
            throw new ComponentException(
                $"The model resnet18 halves images three times and needs them at least {SmallestSide} x {SmallestSide}; the data set's "
                    + $"inputs have the shape [{text}]. Use cnn or mlp.");

        return new ResNet18(shape, options);
    }

    /// <inheritdoc/>
    public string? NameOf(string name) => TorchvisionNames.NameOf(name);
}
