using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A linear layer y = W a + b. With output gradients d_p at the positions p of a group (its examples, sequence elements and calls), the group's
/// gradient is sum_p d_p a_p^T for W and sum_p d_p for b. Neither is built: norms and displaced outputs need inner products between positions only,
/// ||g||^2 = sum_pq (&lt;a_p, a_q&gt; + 1) &lt;d_p, d_q&gt; and y'_q = y_q + s sum_p (&lt;x'_q, a_p&gt; + 1) d_p.
/// </summary>
internal sealed class LinearGradients : LayerGradients
{
    private readonly Linear _layer;
    private readonly Grouping _groups;
    private readonly bool _weight;
    private readonly bool _bias;

    // [G, P, features in] and [G, P, features out].
    private readonly Tensor _inputs;
    private readonly Tensor _outputGradients;

    public LinearGradients(Linear layer, IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        _layer = layer;
        _groups = groups;
        _weight = layer.weight.requires_grad;
        _bias = layer.bias is { requires_grad: true };
        _inputs = groups.Gather(cat([.. calls.Select(call => Positions(call.Input))], 1));
        _outputGradients = groups.Gather(cat([.. calls.Select(call => Positions(call.OutputGradient))], 1));
    }

    public override Tensor SquaredNorms() =>
        (ParameterProducts(_inputs) * InnerProducts(_outputGradients, _outputGradients)).sum([1, 2]).clamp_min(0);

    public override Tensor PerturbedOutput(Tensor input, Tensor output, Tensor stepSize)
    {
        var products = ParameterProducts(_groups.Gather(Positions(input)));
        var steps = _outputGradients * stepSize.reshape(-1, 1, 1);
        var correction = steps.shape[1] == 1 ? products * steps : products.bmm(steps);
        return output + _groups.Scatter(correction).reshape(output.shape);
    }

    public override IEnumerable<(Parameter, Tensor)> BatchGradients()
    {
        if (_weight) yield return (_layer.weight, _outputGradients.flatten(0, 1).t().mm(_inputs.flatten(0, 1)));
        if (_bias) yield return (_layer.bias!, _outputGradients.sum([0, 1]));
    }

    /// <summary>&lt;x_q, a_p&gt; for the weight and 1 for the bias, as far as they are trainable: [G, Q, P].</summary>
    private Tensor ParameterProducts(Tensor inputs)
    {
        if (!_weight) return inputs.new_ones(inputs.shape[0], inputs.shape[1], _inputs.shape[1]);
        var products = InnerProducts(inputs, _inputs);
        return _bias ? products + 1 : products;
    }

    private static Tensor InnerProducts(Tensor left, Tensor right) =>
        // One position a group is the common case, 1-SAM on feature vectors, and needs no matrix product.
        left.shape[1] == 1 && right.shape[1] == 1 ? (left * right).sum([2L], keepdim: true) : left.bmm(right.transpose(1, 2));

    /// <summary>[B, features] and [B, ..., features] become [B, P, features].</summary>
    private static Tensor Positions(Tensor tensor) => tensor.reshape(tensor.shape[0], -1, tensor.shape[^1]);
}
