using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>One call of a layer.</summary>
/// <param name="Input">The input, detached: [B, ...].</param>
/// <param name="OutputGradient">The gradient of the summed loss in the output, detached: [B, ...].</param>
/// <param name="DataOutput">The output, detached: [B, ...]; null where the input is not data alone but depends on other layers.</param>
/// <param name="Weights">
/// Each example's own value of each trained parameter, [B, ...], where the call saw such and the rule needs them; null at the model's
/// weights.
/// </param>
internal readonly record struct LayerCall(Tensor Input, Tensor OutputGradient, Tensor? DataOutput, IReadOnlyList<Tensor>? Weights = null)
{
    /// <summary>Some of the examples.</summary>
    public LayerCall Narrow(long first, long count) =>
        new(
            Input.narrow(0, first, count), OutputGradient.narrow(0, first, count), DataOutput?.narrow(0, first, count),
            Weights is null ? null : [.. Weights.Select(weight => weight.narrow(0, first, count))]);
}
