using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>A linear layer, on feature vectors [B, features] and on sequences [B, ..., features].</summary>
internal sealed class LinearRule(Linear layer) : LayerRule
{
    private readonly bool _weight = layer.weight.requires_grad;
    private readonly bool _bias = layer.bias is { requires_grad: true };

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        if (groups.GroupSize == 1 && _weight && calls is [{ Input.ndim: 2 } call]) return new VectorLinearGradients(layer, call, _bias);
        return new SequenceLinearGradients(layer, new PositionGradients(
            Joined.Along(1, calls.Select(call => Positions(call.Input))),
            Joined.Along(1, calls.Select(call => Positions(call.OutputGradient))),
            groups,
            _weight,
            _bias));
    }

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        foreach (var call in calls)
        {
            var outputGradients = call.OutputGradient.flatten(0, -2);
            if (_weight) yield return (layer.weight, outputGradients.t().mm(call.Input.flatten(0, -2)));
            if (_bias) yield return (layer.bias!, outputGradients.sum([0L]));
        }
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        PositionGradients.TemporarySize(
            groupSize * calls.Sum(call => Positions(call.Input).shape[1]), layer.in_features, layer.out_features);

    /// <summary>[B, features] and [B, ..., features] become [B, P, features].</summary>
    public static Tensor Positions(Tensor tensor) => tensor.reshape(tensor.shape[0], -1, tensor.shape[^1]);
}
