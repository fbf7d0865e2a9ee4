using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Weights of all examples at once, as they are.</summary>
internal sealed class HeldWeights : OwnWeights
{
    private readonly IReadOnlyList<Tensor> _weights;

    /// <param name="weights">Each trained parameter's value for each example: [B, ...].</param>
    public HeldWeights(IReadOnlyList<Tensor> weights) => _weights = [.. weights.Select(Hold)];

    public override int AtOnce => int.MaxValue;

    public override IReadOnlyList<Tensor> Of(long first, long count) => [.. _weights.Select(weight => weight.narrow(0, first, count))];
}
