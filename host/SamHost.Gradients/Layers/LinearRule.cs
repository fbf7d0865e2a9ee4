using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>A linear layer, on feature vectors [B, features] and on sequences [B, ..., features].</summary>
/// <param name="weight">W: [features out, features in], or [features out, ...], with so many features in.</param>
/// <param name="bias">b: [features out]; null where there is none.</param>
internal sealed class LinearRule(Parameter weight, Parameter? bias) : LayerRule
{
    private readonly bool _weight = weight.requires_grad;
    private readonly bool _bias = bias is { requires_grad: true };

    public override bool ActsOnPositions => true;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        if (groups.GroupSize == 1 && _weight && calls is [{ Input.ndim: 2 } call])
            return new VectorLinearGradients(weight, bias, call, _bias);
        return new SequenceLinearGradients(weight, bias, new PositionGradients(
            Joined.Along(1, calls.Select(call => Positions(call.Input))),
            Joined.Along(1, calls.Select(call => Positions(call.OutputGradient))),
            groups,
            _weight,
            _bias));
    }

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        // A recurrent layer has many.
        var outputGradients = Joined.Along(0, calls.Select(call => call.OutputGradient.flatten(0, -2)));
        if (_weight)
        {
            var inputs = Joined.Along(0, calls.Select(call => call.Input.flatten(0, -2)));
            yield return (weight, outputGradients.t().mm(inputs).reshape(weight.shape));
        }

        if (_bias) yield return (bias!, outputGradients.sum([0L]));
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        PositionGradients.TemporarySize(
            groupSize * calls.Sum(call => Positions(call.Input).shape[1]), weight.numel() / weight.shape[0], weight.shape[0]);

    /// <summary>A weight as a constant [features out, features in].</summary>
    public static Tensor Matrix(Parameter weight)
    {
        using var constant = weight.detach();
        return constant.flatten(1);
    }

    /// <summary>[B, features] and [B, ..., features] become [B, P, features].</summary>
    public static Tensor Positions(Tensor tensor) => tensor.reshape(tensor.shape[0], -1, tensor.shape[^1]);
}
