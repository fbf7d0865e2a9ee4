using SamHost.Gradients.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A convolution layer as a two-dimensional one with plain zero padding, equal on both sides: one-dimensional layers get a height of 1,
/// other paddings are applied to the input.
/// </summary>
internal sealed class ConvolutionGeometry
{
    // aten::convolution_backward is in no API of TorchSharp's; a script reaches it. Arguments are int: a long would leave a Scalar to the
    // collector.
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(
        """
        def weight_gradient(
                output_gradient: Tensor, input: Tensor, weight: Tensor,
                s0: int, s1: int, p0: int, p1: int, d0: int, d1: int, groups: int) -> Tensor:
            return torch.convolution_backward(
                output_gradient, input, weight, None, [s0, s1], [p0, p1], [d0, d1], False, [0, 0], groups, [False, True, False])[1]

        """));

    private readonly Convolution _layer;
    private readonly bool _isFlat;
    private readonly (int Height, int Width) _stride;
    private readonly (int Height, int Width) _dilation;
    private readonly (int Height, int Width) _padding;
    private readonly long[]? _padInput;

    public ConvolutionGeometry(Convolution layer)
    {
        _layer = layer;
        _isFlat = layer.kernel_size.Length == 1;
        _stride = Pair(layer.stride, 1);
        _dilation = Pair(layer.dilation, 1);
        Kernel = Pair(layer.kernel_size, 1);
        if (layer.padding_mode == PaddingModes.Zeros && layer.padding is { } padding)
        {
            _padding = Pair(padding, 0);
        }
        else
        {
            // As the layer itself does it: from the last dimension to the first, before and after.
            _padInput = layer.padding is { } sides
                ? [.. sides.Reverse().SelectMany(side => new[] { side, side })]
                : [.. layer.kernel_size.Zip(layer.dilation).Reverse().SelectMany(axis => Same(axis.Second * (axis.First - 1)))];
            // "valid" is no padding at all.
            if (layer.padding_type == Padding.Valid) _padInput = null;
        }
    }

    public (int Height, int Width) Kernel { get; }

    /// <summary>The number of independent blocks of channels.</summary>
    public int ChannelGroups => (int)_layer.groups;

    /// <summary>The input as a padded image: [B, C, H, W].</summary>
    public Tensor Image(Tensor input)
    {
        if (_padInput is not null)
            input = nn.functional.pad(
                input, _padInput, _layer.padding_mode == PaddingModes.Zeros ? PaddingModes.Constant : _layer.padding_mode);
        return Raise(input);
    }

    /// <summary>[B, C, L] as [B, C, 1, L]; an image as it is. For outputs, weights and their gradients too.</summary>
    public Tensor Raise(Tensor tensor) => _isFlat ? tensor.unsqueeze(-2) : tensor;

    /// <summary>The inverse of <see cref="Raise"/>.</summary>
    public Tensor Lower(Tensor tensor) => _isFlat ? tensor.squeeze(-2) : tensor;

    /// <summary>The convolution of an image with the layer's weights, as constants.</summary>
    public Tensor Convolve(Tensor image)
    {
        using var weight = Raise(_layer.weight.detach());
        using var bias = _layer.bias?.detach();
        return Convolve(image, weight, bias);
    }

    /// <summary>The convolution of an image with some weights.</summary>
    public Tensor Convolve(Tensor image, Tensor weight, Tensor? bias, int blocks = 1) => nn.functional.conv2d(
        image, weight, bias, [_stride.Height, _stride.Width], [_padding.Height, _padding.Width], [_dilation.Height, _dilation.Width],
        (long)blocks * ChannelGroups);

    /// <summary>The gradient in the weights of that convolution.</summary>
    /// <param name="outputGradient">[N, blocks * O, Ho, Wo].</param>
    /// <param name="image">[N, blocks * C, H, W].</param>
    /// <param name="shape">The shape of the gradient: [blocks * O, C / channel groups, kernel].</param>
    /// <param name="blocks">How many convolutions lie side by side.</param>
    public Tensor WeightGradient(Tensor outputGradient, Tensor image, long[] shape, int blocks = 1)
    {
        // No operator that casts by itself.
        if (Autocast.Device is not null)
            (outputGradient, image) = (outputGradient.to(ScalarType.BFloat16), image.to(ScalarType.BFloat16));
        // Only its shape matters.
        using var weight = image.new_empty(shape);
        return (Tensor)Script.Value.invoke(
            "weight_gradient", outputGradient, image, weight, _stride.Height, _stride.Width, _padding.Height, _padding.Width,
            _dilation.Height, _dilation.Width, blocks * ChannelGroups);
    }

    /// <summary>The patches that the kernel sees: [B, T, C * kernel].</summary>
    public Tensor Patches(Tensor image) => nn.functional.unfold(image, Kernel, _dilation, _padding, _stride).transpose(1, 2);

    /// <summary>How the kernel goes over an image, for products between its patches.</summary>
    /// <param name="input">An input, of which only the shape is read; the products are those of its <see cref="Image"/>.</param>
    public PatchProducts Products(Tensor input)
    {
        var sides = input.shape[2..];
        // Before and after, from the last dimension to the first.
        for (var i = 0; i < _padInput?.Length; i++) sides[^(1 + (i / 2))] += _padInput[i];
        return new PatchProducts(
            KernelSide.Of(_isFlat ? 1 : sides[0], Kernel.Height, _stride.Height, _dilation.Height, _padding.Height),
            KernelSide.Of(sides[^1], Kernel.Width, _stride.Width, _dilation.Width, _padding.Width));
    }

    private static (int Height, int Width) Pair(long[] sides, int flat) => sides.Length == 1 ? (flat, (int)sides[0])
        : ((int)sides[0], (int)sides[1]);

    private static long[] Same(long total) => [total / 2, total - total / 2];
}
