using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>A linear layer, on feature vectors [B, features] and on sequences [B, ..., features].</summary>
internal sealed class LinearRule(Linear layer) : LayerRule
{
    private readonly bool _weight = layer.weight.requires_grad;
    private readonly bool _bias = layer.bias is { requires_grad: true };

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) => new LinearGradients(layer, new PositionGradients(
        cat([.. calls.Select(call => Positions(call.Input))], 1), cat([.. calls.Select(call => Positions(call.OutputGradient))], 1), groups, _weight, _bias));

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        foreach (var call in calls)
        {
            var outputGradients = call.OutputGradient.flatten(0, -2);
            if (_weight) yield return (layer.weight, outputGradients.t().mm(call.Input.flatten(0, -2)));
            if (_bias) yield return (layer.bias!, outputGradients.sum([0L]));
        }
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls) =>
        PositionGradients.TemporarySize(calls.Sum(call => Positions(call.Input).shape[1]), layer.in_features, layer.out_features);

    /// <summary>[B, features] and [B, ..., features] become [B, P, features].</summary>
    private static Tensor Positions(Tensor tensor) => tensor.reshape(tensor.shape[0], -1, tensor.shape[^1]);

    private sealed class LinearGradients(Linear layer, PositionGradients positions) : LayerGradients
    {
        public override Tensor SquaredNorms() => positions.SquaredNorms();

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
        {
            using var weight = layer.weight.detach();
            using var bias = layer.bias?.detach();
            var output = nn.functional.linear(input, weight, bias);
            return output + positions.Displacement(Positions(input), stepSizes).reshape(output.shape);
        }

        public override void Dispose()
        {
            positions.Dispose();
            base.Dispose();
        }
    }
}
