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

    public ResNet18(DataShape shape, ResNet18Options options)
        : base(nameof(ResNet18))
    {
        var image = new FeatureShape(shape.InputShape[0], shape.InputShape[1], shape.InputShape[2]);
        stem = new(image, options.Width, kernelSize: 3, stride: 1, options);
        var features = stem.Output;
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
        var features = blocks.Aggregate(nn.functional.relu(stem.call(input)), (hidden, block) => block.call(hidden));
        return output.call(features.mean([2, 3]));
    }
}
