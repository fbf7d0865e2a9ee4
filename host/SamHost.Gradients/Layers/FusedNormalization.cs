using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// Gradients of normalisations in their gain and shift, by the kernels that autograd uses: a pass over the numbers for mean and deviation
/// and one for the gradients, where a normalisation, a product and two sums take four. They are in no API of TorchSharp's; a script reaches
/// them.
/// </summary>
internal static class FusedNormalization
{
    // A double as an argument would leave a Scalar to the collector, so epsilon is a tensor.
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(
        """
        def layer_norm(output_gradient: Tensor, input: Tensor, gain: Tensor, epsilon: Tensor) -> List[Tensor]:
            shape = list(gain.shape)
            _, mean, rstd = torch.native_layer_norm(input, shape, None, None, float(epsilon))
            _, gains, shifts = torch.native_layer_norm_backward(
                output_gradient, input, shape, mean, rstd, gain, gain, [False, True, True])
            return [gains, shifts]

        def group_norm(output_gradient: Tensor, input: Tensor, gain: Tensor, examples: int, groups: int, epsilon: Tensor) -> List[Tensor]:
            channels = gain.numel()
            places = input.numel() // (examples * channels)
            _, mean, rstd = torch.native_group_norm(input, None, None, examples, channels, places, groups, float(epsilon))
            _, gains, shifts = torch.native_group_norm_backward(
                output_gradient, input, mean, rstd, gain, examples, channels, places, groups, [False, True, True])
            return [gains, shifts]

        """));

    /// <summary>The gradients in gain and shift of a layer normalisation of a batch, of the shape of the gain each.</summary>
    /// <param name="outputGradient">[..., gain's shape].</param>
    /// <param name="input">Of the same shape.</param>
    /// <param name="gain">The gain, of which only the shape is read.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static (Tensor Gain, Tensor Shift) LayerNorm(Tensor outputGradient, Tensor input, Tensor gain, double epsilon)
    {
        using var constant = gain.detach();
        using var added = tensor(epsilon, ScalarType.Float64);
        return Pair(Script.Value.invoke("layer_norm", outputGradient, input, constant, added));
    }

    /// <summary>Those of a group normalisation: [C] each.</summary>
    /// <param name="outputGradient">[N, C, ...].</param>
    /// <param name="input">Of the same shape.</param>
    /// <param name="gain">[C], of which only the shape is read.</param>
    /// <param name="groups">How many groups the channels of an example are in.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    public static (Tensor Gain, Tensor Shift) GroupNorm(Tensor outputGradient, Tensor input, Tensor gain, long groups, double epsilon)
    {
        using var constant = gain.detach();
        using var added = tensor(epsilon, ScalarType.Float64);
        return Pair(Script.Value.invoke(
            "group_norm", outputGradient.contiguous(), input.contiguous(), constant, (int)input.shape[0], (int)groups, added));
    }

    private static (Tensor Gain, Tensor Shift) Pair(object list) => list is Tensor[] and [var gain, var shift]
        ? (gain, shift)
        : throw new InvalidOperationException("libtorch has not returned two tensors.");
}
