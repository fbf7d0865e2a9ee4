using SamHost.Contracts.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelResNet;

/// <summary>
/// A stem, four stages of two basic blocks, the mean over all positions, and a linear layer: [B, channels, height, width] to [B, C], or [B,
/// 1] for a binary model.
/// </summary>
internal sealed class ResNet18 : nn.Module<Tensor, Tensor>
{
    private readonly NormalizedConvolution stem;
    private readonly ModuleList<BasicBlock> blocks = new();
    private readonly Linear output;
    private readonly bool _pools;

    public ResNet18(DataShape shape, ResNet18Options options)
        : base(nameof(ResNet18))
    {
        var image = new FeatureShape(shape.InputShape[0], shape.InputShape[1], shape.InputShape[2]);
        _pools = options.Stem == ResNetStem.ImageNet;
        stem = _pools ? new(image, options.Width, kernelSize: 7, stride: 2, options) : new(image, options.Width, 3, stride: 1, options);
        // The pooling halves as a convolution of stride 2 does.
        var features = _pools ? stem.Output.Convolved(options.Width, stride: 2) : stem.Output;
        foreach (var (multiple, stride) in new[] { (1, 1), (1, 1), (2, 2), (2, 1), (4, 2), (4, 1), (8, 2), (8, 1) })
        {
            var block = new BasicBlock(features, multiple * options.Width, stride, options);
            blocks.Add(block);
            features = block.Output;
        }

        output = nn.Linear(features.Channels, shape.LogitCount);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var begun = nn.functional.relu(stem.call(input));
        if (_pools) begun = nn.functional.max_pool2d(begun, [3, 3], strides: [2, 2], padding: [1, 1]);
        var features = blocks.Aggregate(begun, (hidden, block) => block.call(hidden));
        return output.call(features.mean([2, 3]));
    }
}
