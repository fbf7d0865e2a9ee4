using static TorchSharp.torch;

namespace SamHost.Plugins.ModelResNet;

/// <summary>A convolution without bias, padded by half its kernel, then the normalisation: [B, input] to [B, output].</summary>
internal sealed class NormalizedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.Conv2d convolution;
    private readonly nn.Module<Tensor, Tensor> normalization;

    public NormalizedConvolution(FeatureShape input, long channels, long kernelSize, long stride, ResNet18Options options)
        : base(nameof(NormalizedConvolution))
    {
        Output = input.Convolved(channels, stride);
        convolution = nn.Conv2d(input.Channels, channels, kernelSize, stride, padding: kernelSize / 2, bias: false);
        normalization = options.Normalization switch
        {
            ResNetNormalization.GroupNorm => GroupNorm(options.Groups, channels),
            ResNetNormalization.BatchNorm => nn.BatchNorm2d(channels),
            _ => nn.LayerNorm([Output.Channels, Output.Height, Output.Width]),
        };
        RegisterComponents();
    }

    /// <summary>The shape of one example's result.</summary>
    public FeatureShape Output { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => normalization.call(convolution.call(input));

    private static TorchSharp.Modules.GroupNorm GroupNorm(long groups, long channels)
    {
        // TorchSharp 0.107 leaves both parameters uninitialised.
        var norm = nn.GroupNorm(groups, channels);
        nn.init.ones_(norm.weight);
        nn.init.zeros_(norm.bias!);
        return norm;
    }
}
