using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using SamHost.Contracts.Plugins;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelCnn;

/// <summary>
/// A small convolutional network: 3x3 convolutions, each followed by ReLU and 2x2 max pooling, a hidden linear layer with ReLU, and
/// a linear layer to the logits.
/// </summary>
public sealed class CnnBuilder(CnnOptions options) : IModelBuilder
{
    /// <inheritdoc/>
    /// <exception cref="ComponentException">The inputs are no images, or are too small for the poolings.</exception>
    public nn.Module<Tensor, Tensor> Build(DataShape shape)
    {
        var text = string.Join(", ", shape.InputShape);
        if (shape.InputShape.Count != 3)
            throw new ComponentException(
                $"The model cnn takes images [channels, height, width], and the data set's inputs have the shape [{text}]. Use mlp, or a "
                    + "data set of images.");

        var smallest = 1L << options.Channels.Length;
        if (shape.InputShape[1] < smallest || shape.InputShape[2] < smallest)
            throw new ComponentException(
                nameof(CnnOptions.Channels),
                $"{options.Channels.Length} convolutions, each with 2x2 pooling, need images of at least {smallest} x {smallest}, and the "
                    + $"data set's inputs have the shape [{text}]. Use fewer convolutions.");

        return new Cnn(shape, options);
    }
}
