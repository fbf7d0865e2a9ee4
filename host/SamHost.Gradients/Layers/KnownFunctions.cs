using SamHost.Contracts.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Layers as functions of weights that are other ones for each example (<see cref="FunctionRule"/>), by type.</summary>
internal static class KnownFunctions
{
    /// <summary>The rule of a layer; null where there is none.</summary>
    public static LayerRule? For(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        AddedParameter added => Rule(added, (input, weights) => input + Aligned(weights["_weight"], input)),
        MultipliedParameter multiplied => Rule(multiplied, (input, weights) => input * Aligned(weights["_weight"], input)),
        Conv3d { padding_mode: PaddingModes.Zeros, padding: not null } convolution => Rule(
            convolution,
            Convolved(convolution, (image, weight, blocks) => nn.functional.conv3d(
                image, weight, null, convolution.stride, convolution.padding, convolution.dilation, blocks))),
        ConvTranspose1d convolution => Rule(
            convolution,
            Convolved(convolution, (image, weight, blocks) => nn.functional.conv_transpose1d(
                image, weight, null, convolution.stride[0], convolution.padding![0], convolution.output_padding[0],
                convolution.dilation[0], blocks))),
        ConvTranspose2d convolution => Rule(
            convolution,
            Convolved(convolution, (image, weight, blocks) => nn.functional.conv_transpose2d(
                image, weight, null, convolution.stride, convolution.padding!, convolution.output_padding, convolution.dilation, blocks))),
        ConvTranspose3d convolution => Rule(
            convolution,
            Convolved(convolution, (image, weight, blocks) => nn.functional.conv_transpose3d(
                image, weight, null, convolution.stride, convolution.padding!, convolution.output_padding, convolution.dilation, blocks))),
        _ => null,
    };

    private static FunctionRule Rule(
        nn.Module<Tensor, Tensor> layer, Func<Tensor, IReadOnlyDictionary<string, Tensor>, Tensor> output) =>
        new([.. layer.named_parameters(recurse: false)], output, layer.forward, isLinear: true);

    // A value for each example [B, ...] along the last sides of the input.
    private static Tensor Aligned(Tensor weight, Tensor input) => weight.reshape(
        [weight.shape[0], .. Enumerable.Repeat(1L, (int)(input.dim() - weight.dim())), .. weight.shape[1..]]);

    /// <summary>
    /// A convolution, transposed or not, of any dimension: the examples stand side by side as blocks of channels, each with its own
    /// weights.
    /// </summary>
    private static Func<Tensor, IReadOnlyDictionary<string, Tensor>, Tensor> Convolved(
        Convolution layer, Func<Tensor, Tensor, long, Tensor> convolve) => (input, weights) =>
        {
            var count = input.shape[0];
            var output = convolve(input.flatten(0, 1).unsqueeze(0), weights["weight"].flatten(0, 1), count * layer.groups).squeeze(0);
            output = output.reshape([count, layer.out_channels, .. output.shape[1..]]);
            return weights.TryGetValue("bias", out var bias)
                ? output + bias.reshape([count, layer.out_channels, .. output.shape[2..].Select(_ => 1L)])
                : output;
        };
}
