using SamHost.Gradients.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The rule of a layer that is known as a function of its weights, which can be other ones for each example. The gradients are built, by
/// autograd through that function.
/// </summary>
/// <param name="parameters">The layer's parameters with their names.</param>
/// <param name="output">
/// The layer's output [B, ...] for its input [B, ...] and each parameter, by name, with a value for each example: [B, ...].
/// </param>
/// <param name="shared">The layer's output for its input, at its own weights.</param>
/// <param name="isLinear">Whether it is known to be linear in the weights.</param>
internal sealed class FunctionRule(
    IReadOnlyList<(string Name, Parameter Parameter)> parameters,
    Func<Tensor, IReadOnlyDictionary<string, Tensor>, Tensor> output,
    Func<Tensor, Tensor> shared,
    bool isLinear = false) : LayerRule
{
    private readonly Parameter[] _trained =
        [.. parameters.Where(named => named.Parameter.requires_grad).Select(named => named.Parameter)];

    // What most layers do without complaint, and some would not with none.
    public override int IdleExamples => 1;

    public override bool NeedsWeights => !isLinear;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) => new FunctionGradients(this, calls, groups);

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        if (calls[0].Weights is { } weights)
        {
            foreach (var pair in _trained.Zip(weights.Sum(
                calls, part => Gradients(part, part[0].OfExamples()!, new Grouping((int)part[0].Input.shape[0], 1)))))
                yield return pair;
            yield break;
        }

        foreach (var call in calls)
        {
            IList<Tensor> gradients;
            using (enable_grad()) gradients = Backward.Gradients([shared(call.Input)], _trained, [call.OutputGradient]);
            foreach (var pair in _trained.Zip(gradients)) yield return pair;
        }
    }

    // The gradient, the weights, and those of each example.
    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        (2 + groupSize) * _trained.Sum(parameter => parameter.numel());

    /// <summary>The gradients at some values of the trained parameters, [G, ...] each.</summary>
    private IList<Tensor> Gradients(IReadOnlyList<LayerCall> calls, IReadOnlyList<Tensor> weights, Grouping groups)
    {
        using var _ = enable_grad();
        Tensor[] leaves = [.. weights.Select(weight => weight.detach().requires_grad_())];
        Tensor[] outputs = [.. calls.Select(call => Output(call.Input, leaves, groups))];
        return Backward.Gradients(outputs, leaves, [.. calls.Select(call => call.OutputGradient)]);
    }

    /// <summary>Whether the function gives what the layer gave at its own weights.</summary>
    public bool Gives(Tensor input, Tensor output)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var groups = new Grouping((int)input.shape[0], 1);
        Tensor[] own = [.. _trained.Select(parameter => parameter.unsqueeze(0).expand([groups.Count, .. parameter.shape]))];
        var given = Output(input, own, groups);
        var tolerance = output.dtype == ScalarType.Float64 ? 1e-9 : 1e-3;
        return given.shape.SequenceEqual(output.shape) && (given - output).norm().ToDouble() <= tolerance * output.norm().ToDouble();
    }

    /// <summary>The layer's output with some values of the trained parameters: [G, ...] each.</summary>
    private Tensor Output(Tensor input, IReadOnlyList<Tensor> trained, Grouping groups)
    {
        var weights = new Dictionary<string, Tensor>();
        var next = 0;
        foreach (var (name, parameter) in parameters)
            weights[name] = parameter.requires_grad
                ? groups.Spread(trained[next++])
                : parameter.detach().unsqueeze(0).expand([groups.BatchSize, .. parameter.shape]);
        return output(input, weights);
    }

    private sealed class FunctionGradients : BuiltGradients
    {
        private readonly FunctionRule _rule;
        private readonly Grouping _groups;

        public FunctionGradients(FunctionRule rule, IReadOnlyList<LayerCall> calls, Grouping groups)
        {
            _rule = rule;
            _groups = groups;
            // Calls that saw weights of each example's own are asked for the gradients of each.
            Set(rule.Gradients(
                calls,
                calls[0].OfExamples()
                    ?? [.. rule._trained.Select(parameter => parameter.unsqueeze(0).expand([groups.Count, .. parameter.shape]))],
                groups));
        }

        public override IReadOnlyList<Tensor> PerturbedWeights(Tensor stepSizes) =>
            [.. Displaced(_rule._trained, stepSizes).Select(_groups.Spread)];

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes) =>
            _rule.Output(Autocast.Whole(input), Displaced(_rule._trained, stepSizes), _groups);
    }
}
