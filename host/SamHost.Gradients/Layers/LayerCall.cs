using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>One call of a layer.</summary>
/// <param name="Input">The input, detached: [B, ...].</param>
/// <param name="OutputGradient">The gradient of the summed loss in the output, detached: [B, ...].</param>
/// <param name="DataOutput">The output, detached: [B, ...]; null where the input is not data alone but depends on other layers.</param>
/// <param name="Weights">
/// Each example's own value of each trained parameter, where the call saw such and the rule needs them; null at the model's weights.
/// </param>
/// <param name="First">Which of the examples in <paramref name="Weights"/> is the first one here.</param>
internal readonly record struct LayerCall(
    Tensor Input, Tensor OutputGradient, Tensor? DataOutput, OwnWeights? Weights = null, long First = 0)
{
    /// <summary>The weights of the examples here, [B, ...] each; null where they saw the model's.</summary>
    public IReadOnlyList<Tensor>? OfExamples() => Weights?.Of(First, Input.shape[0]);

    /// <summary>The same in float32, where operators cast; the caller's dispose scope owns what it makes.</summary>
    public LayerCall Whole() => this with { Input = Autocast.Whole(Input), OutputGradient = Autocast.Whole(OutputGradient) };

    /// <summary>Some of the examples.</summary>
    public LayerCall Narrow(long first, long count) =>
        new(
            Input.narrow(0, first, count), OutputGradient.narrow(0, first, count), DataOutput?.narrow(0, first, count),
            Weights, First + first);
}
