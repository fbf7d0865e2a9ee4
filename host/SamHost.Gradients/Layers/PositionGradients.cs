using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// Gradients of a map y_p = W a_p + b that is applied at many positions p: the examples of a group, sequence elements, places of an image,
/// calls. With output gradients d_p, the group's gradient is sum_p d_p a_p^T for W and sum_p d_p for b. Either it is built, or it is left
/// to inner products between positions: ||g||^2 = sum_pq (&lt;a_p, a_q&gt; + 1) &lt;d_p, d_q&gt;, and the displacement of y_q is s sum_p
/// (&lt;x_q, a_p&gt; + 1) d_p.
/// </summary>
internal sealed class PositionGradients : HeldTensors
{
    private readonly Grouping _groups;
    private readonly bool _weight;
    private readonly bool _bias;

    // Either [G, P, features in] and [G, P, features out] ...
    private readonly Tensor? _inputs;
    private readonly Tensor? _outputGradients;

    // ... or [G, features out, features in] and [G, 1, features out].
    private readonly Tensor? _weightGradients;
    private readonly Tensor? _biasGradients;

    /// <param name="inputs">a: [B, P, features in].</param>
    /// <param name="outputGradients">d: [B, P, features out].</param>
    /// <param name="groups">The groups.</param>
    /// <param name="weight">Whether W is trainable.</param>
    /// <param name="bias">Whether there is a b, and it is trainable.</param>
    public PositionGradients(Tensor inputs, Tensor outputGradients, Grouping groups, bool weight, bool bias)
    {
        _groups = groups;
        _weight = weight;
        _bias = bias;
        inputs = groups.Gather(inputs);
        outputGradients = groups.Gather(outputGradients);
        if (Builds(inputs.shape[1], inputs.shape[2], outputGradients.shape[2]))
        {
            if (weight) _weightGradients = Hold(outputGradients.transpose(1, 2).bmm(inputs));
            if (bias) _biasGradients = Hold(outputGradients.sum([1L], keepdim: true));
        }
        else
        {
            _inputs = Hold(inputs);
            _outputGradients = Hold(outputGradients);
        }
    }

    /// <summary>Whether building a gradient takes fewer multiplications than the inner products of its positions.</summary>
    public static bool Builds(long positions, long inputs, long outputs) => positions * (inputs + outputs) > inputs * outputs;

    /// <summary>The numbers that one group takes, beside its inputs and output gradients.</summary>
    public static long TemporarySize(long positions, long inputs, long outputs) =>
        Builds(positions, inputs, outputs) ? 2 * inputs * outputs : 3 * positions * positions;

    /// <summary>The squared norm of each group's gradient: [G].</summary>
    public Tensor SquaredNorms() => _inputs is null
        ? SquaredNorms(_weightGradients, _biasGradients)
        : (ParameterProducts(_inputs) * Autocast.Whole(_outputGradients!.bmm(_outputGradients!.transpose(1, 2)))).sum([1, 2]).clamp_min(0);

    /// <summary>What the displacement adds to the output: [B, Q, features out] for inputs [B, Q, features in].</summary>
    public Tensor Displacement(Tensor inputs, Tensor stepSizes)
    {
        var steps = stepSizes.reshape(-1, 1, 1);
        var grouped = _groups.Gather(inputs);
        if (_inputs is not null) return _groups.Scatter(Autocast.Whole(ParameterProducts(grouped).bmm(_outputGradients! * steps)));

        var displacement = _weight ? Autocast.Whole(grouped.bmm((_weightGradients! * steps).transpose(1, 2))) : null;
        var shift = _bias ? _biasGradients! * steps : null;
        return _groups.Scatter(displacement is null
            ? shift!.expand(grouped.shape[0], grouped.shape[1], shift.shape[2])
            : shift is null ? displacement : displacement + shift);
    }

    /// <summary>The squared norm of gradients that are built: [G].</summary>
    /// <param name="weight">Those of the weight, [G, ..., ...]; null where it is not trainable.</param>
    /// <param name="bias">Those of the bias, with as many dimensions; null where it is not.</param>
    public static Tensor SquaredNorms(Tensor? weight, Tensor? bias) =>
        new[] { weight, bias }.OfType<Tensor>().Select(part => Autocast.Whole(part).square().sum([1, 2]))
            .Aggregate((left, right) => left + right);

    /// <summary>&lt;x_q, a_p&gt; for the weight and 1 for the bias, as far as they are trainable: [G, Q, P].</summary>
    private Tensor ParameterProducts(Tensor inputs)
    {
        if (!_weight) return inputs.new_ones(inputs.shape[0], inputs.shape[1], _inputs!.shape[1]);
        var products = Autocast.Whole(inputs.bmm(_inputs!.transpose(1, 2)));
        return _bias ? products + 1 : products;
    }
}
