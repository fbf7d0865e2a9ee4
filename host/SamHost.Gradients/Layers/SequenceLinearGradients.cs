using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>The gradients of a linear layer that each group uses at several positions.</summary>
/// <param name="layer">The layer.</param>
/// <param name="positions">The gradients at all of them. Owned from then on.</param>
internal sealed class SequenceLinearGradients(Linear layer, PositionGradients positions) : LayerGradients
{
    public override Tensor SquaredNorms() => positions.SquaredNorms();

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        using var weight = layer.weight.detach();
        using var bias = layer.bias?.detach();
        var output = nn.functional.linear(input, weight, bias);
        return output + positions.Displacement(LinearRule.Positions(input), stepSizes).reshape(output.shape);
    }

    public override void Dispose()
    {
        positions.Dispose();
        base.Dispose();
    }
}
