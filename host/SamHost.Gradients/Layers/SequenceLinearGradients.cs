using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>The gradients of a linear layer that each group uses at several positions.</summary>
/// <param name="layerWeight">W. Borrowed.</param>
/// <param name="layerBias">b; null where there is none. Borrowed.</param>
/// <param name="positions">The gradients at all of them. Owned from then on.</param>
internal sealed class SequenceLinearGradients(Parameter layerWeight, Parameter? layerBias, PositionGradients positions)
    : LayerGradients
{
    public override Tensor SquaredNorms() => positions.SquaredNorms();

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        using var weight = LinearRule.Matrix(layerWeight);
        using var bias = layerBias?.detach();
        var output = nn.functional.linear(input, weight, bias);
        return output + positions.Displacement(LinearRule.Positions(input), stepSizes).reshape(output.shape);
    }

    public override void Dispose()
    {
        positions.Dispose();
        base.Dispose();
    }
}
