using SamHost.Gradients.Precision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The rule of a layer of which nothing is known: it runs one example at a time, alone, while the rest of the model takes the whole batch.
/// Its weights are written for each group and put back, bit for bit.
/// </summary>
/// <param name="layer">The layer; it draws no random numbers.</param>
internal sealed class LoopRule(nn.Module<Tensor, Tensor> layer) : LayerRule
{
    private readonly Parameter[] _trained =
        [.. layer.named_parameters().Where(named => named.parameter.requires_grad).Select(named => named.parameter)];

    public override int IdleExamples => 1;

    public override bool WritesWeights => true;

    public override bool NeedsWeights => true;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) => new LoopGradients(this, calls, groups);

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        if (calls[0].Weights is not { } weights) return calls.SelectMany(call => _trained.Zip(Gradients(call)));
        return _trained.Zip(weights.Sum(calls, part => OfGroups(part, new Grouping((int)part[0].Input.shape[0], 1))));
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        (2 + groupSize) * _trained.Sum(parameter => parameter.numel());

    /// <summary>The layer's output for groups that have weights of their own.</summary>
    /// <param name="input">The input, with its graph: [B, ...].</param>
    /// <param name="groups">The groups.</param>
    /// <param name="weightsOf">
    /// A group's weights, [1 or more, ...] each, of which the first counts. Asked in the backward pass again, at the layer's own weights.
    /// </param>
    /// <param name="outcome">Asked after the backward pass whether it went well.</param>
    public Tensor Output(Tensor input, Grouping groups, Func<int, IReadOnlyList<Tensor>> weightsOf, Recomputed.Outcome outcome)
    {
        var sizes = Enumerable.Range(0, groups.Count).Select(group => (long)groups.Members(group).Count());
        // Split, not narrowed: the gradient of a narrowed tensor is one of the whole size for each group.
        return cat([.. input.split([.. sizes]).Select((part, group) => Recomputed.Value(part, layer.forward, outcome, () =>
        {
            using var scope = NewDisposeScope();
            return new WrittenWeights(_trained, weightsOf(group), 0);
        }))]);
    }

    private Tensor[] Gradients(LayerCall call)
    {
        using var _ = enable_grad();
        var gradients = Backward.Gradients([layer.forward(call.Input)], _trained, [call.OutputGradient], allowUnused: true);
        return [.. gradients.Zip(_trained, (gradient, parameter) => gradient is { IsInvalid: false } ? gradient : zeros_like(parameter))];
    }

    private sealed class LoopGradients : BuiltGradients
    {
        private readonly LoopRule _rule;
        private readonly Grouping _groups;
        private readonly Recomputed.Outcome _outcome = new();

        public LoopGradients(LoopRule rule, IReadOnlyList<LayerCall> calls, Grouping groups)
        {
            _rule = rule;
            _groups = groups;
            Set(rule.OfGroups(calls, groups));
        }

        public override IReadOnlyList<Tensor> PerturbedWeights(Tensor stepSizes) =>
            [.. Displaced(_rule._trained, stepSizes).Select(_groups.Spread)];

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
        {
            Tensor[] weights = [.. Displaced(_rule._trained, stepSizes).Select(Hold)];
            return _rule.Output(input, _groups, group => [.. weights.Select(weight => weight.narrow(0, group, 1))], _outcome);
        }

        /// <summary>The backward pass needs the weights again.</summary>
        public override void Release()
        {
        }

        public override void ThrowIfBackwardFailed() => _outcome.ThrowIfFailed();

        public override void Dispose()
        {
            _outcome.Dispose();
            base.Dispose();
        }
    }

    /// <summary>Each group's gradients, at the weights that its calls saw: [G, ...] each.</summary>
    private Tensor[] OfGroups(IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        var weights = calls[0].OfExamples();
        Tensor[] sums = [.. _trained.Select(parameter => parameter.new_zeros([groups.Count, .. parameter.shape]))];
        for (var group = 0; group < groups.Count; group++)
        {
            using var scope = NewDisposeScope();
            var members = groups.Members(group).ToList();
            // Groups of several share what they saw.
            using var written = weights is null ? null : new WrittenWeights(_trained, weights, members[0]);
            foreach (var call in calls)
                foreach (var (sum, gradient) in sums.Zip(Gradients(call.Narrow(members[0], members.Count))))
                    sum[group].add_(gradient);
        }

        return sums;
    }

    /// <summary>Weights in the place of the layer's own, until it is disposed.</summary>
    private sealed class WrittenWeights : IDisposable
    {
        private readonly Parameter[] _parameters;
        private readonly Tensor[] _originals;

        public WrittenWeights(Parameter[] parameters, IReadOnlyList<Tensor> weights, int at)
        {
            using var _ = no_grad();
            _parameters = parameters;
            _originals = [.. parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
            foreach (var (parameter, weight) in parameters.Zip(weights))
            {
                using var own = weight[at];
                parameter.copy_(own);
            }
        }

        public void Dispose()
        {
            using var _ = no_grad();
            foreach (var (parameter, original) in _parameters.Zip(_originals))
            {
                parameter.copy_(original);
                original.Dispose();
            }
        }
    }
}
