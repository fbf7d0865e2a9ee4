using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>
/// A gradient rule component: how a layer that the host does not know computes where each example has weights of its own. The host makes of
/// it the norms of the layer's per-example gradients and its output at displaced weights, for the whole batch at once. Every rule of every
/// active plugin is used, with the defaults of its options, in each model that has such a layer.
/// </summary>
/// <remarks>
/// The layer draws no random numbers and keeps no state. The host compares the rule with the layer on the first batch, and leaves it aside,
/// with a warning, where they differ. One instance serves one run. Inputs and weights are float32, or float64 where a study
/// asks for that. Under <c>Torch:Precision=BFloat16</c> they are float32, and matrix products and convolutions of them return bfloat16.
/// </remarks>
public interface IGradientRule
{
    /// <summary>Whether the rule is for a layer. Asked once for each layer for which the host has no rule.</summary>
    bool AppliesTo(nn.Module<Tensor, Tensor> layer);

    /// <summary>The layer's output where each example has weights of its own.</summary>
    /// <param name="layer">The layer, for its options. Its weights are not to be used. Borrowed.</param>
    /// <param name="input">Its input: [B, ...]. Borrowed.</param>
    /// <param name="weights">
    /// Each of the layer's parameters, by its name in <c>named_parameters</c>, with a value for each example: [B, ...]. Borrowed.
    /// </param>
    /// <returns>[B, ...], as the layer would return it, differentiable in the input and the weights. Belongs to the host.</returns>
    Tensor Output(nn.Module<Tensor, Tensor> layer, Tensor input, IReadOnlyDictionary<string, Tensor> weights);

    /// <summary>A small layer that the rule is for, and inputs [B, ...] of a few examples, on which the test kit holds it.</summary>
    /// <returns>New ones, in float32, which the kit converts to float64; the caller disposes them.</returns>
    (nn.Module<Tensor, Tensor> Layer, Tensor Input) Sample();
}
