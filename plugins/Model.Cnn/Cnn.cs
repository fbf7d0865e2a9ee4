using SamHost.Contracts.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelCnn;

/// <summary>
/// Convolutions with pooling, then two linear layers: [B, channels, height, width] to [B, C], or [B, 1] for a binary model.
/// </summary>
internal sealed class Cnn : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2d> convolutions;
    private readonly Linear hidden;
    private readonly Linear output;

    public Cnn(DataShape shape, CnnOptions options)
        : base(nameof(Cnn))
    {
        long[] channels = [shape.InputShape[0], .. options.Channels];
        convolutions = new([.. channels.Zip(channels.Skip(1), (inputs, outputs) => nn.Conv2d(inputs, outputs, 3, padding: 1))]);
        var poolings = options.Channels.Length;
        var positions = (shape.InputShape[1] >> poolings) * (shape.InputShape[2] >> poolings);
        hidden = nn.Linear(channels[^1] * positions, options.HiddenSize);
        output = nn.Linear(options.HiddenSize, shape.LogitCount);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var features = convolutions.Aggregate(input, (images, convolution) =>
            nn.functional.max_pool2d(nn.functional.relu(convolution.call(images)), 2));
        return output.call(nn.functional.relu(hidden.call(features.flatten(1))));
    }
}
