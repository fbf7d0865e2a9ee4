using static TorchSharp.torch;

namespace SamHost.Plugins.ModelResNet;

/// <summary>
/// Two 3x3 convolutions beside a shortcut: the identity, or a 1x1 convolution where the shape changes (option B of He et
/// al. 2016).
/// </summary>
internal sealed class BasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly NormalizedConvolution first;
    private readonly NormalizedConvolution second;
    private readonly NormalizedConvolution? shortcut;

    public BasicBlock(FeatureShape input, long channels, long stride, ResNet18Options options)
        : base(nameof(BasicBlock))
    {
        first = new(input, channels, kernelSize: 3, stride, options);
        second = new(first.Output, channels, kernelSize: 3, stride: 1, options);
        shortcut = Output == input ? null : new(input, channels, kernelSize: 1, stride, options);
        RegisterComponents();
    }

    /// <summary>The shape of one example's result.</summary>
    public FeatureShape Output => second.Output;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var residual = second.call(nn.functional.relu(first.call(input)));
        return nn.functional.relu(residual + (shortcut is null ? input : shortcut.call(input)));
    }
}
