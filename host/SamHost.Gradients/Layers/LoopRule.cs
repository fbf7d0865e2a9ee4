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
        var examples = (int)weights[0].shape[0];
        return _trained.Zip(OfGroups(calls, new Grouping(examples, 1)), (parameter, gradients) => (parameter, gradients.sum([0L])));
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        3 * _trained.Sum(parameter => parameter.numel());

    private Tensor[] Gradients(LayerCall call)
    {
        using var _ = enable_grad();
        var gradients = autograd.grad([layer.forward(call.Input)], _trained, [call.OutputGradient], allow_unused: true);
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
            var sizes = Enumerable.Range(0, _groups.Count).Select(group => (long)_groups.Members(group).Count());
            // Split, not narrowed: the gradient of a narrowed tensor is one of the whole size for each group.
            return cat([.. input.split([.. sizes]).Select((part, group) => Recomputed.Value(
                part, _rule.Forward, _outcome, () => new WrittenWeights(_rule._trained, weights, group)))]);
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
        Tensor[] sums = [.. _trained.Select(parameter => parameter.new_zeros([groups.Count, .. parameter.shape]))];
        for (var group = 0; group < groups.Count; group++)
        {
            using var scope = NewDisposeScope();
            var members = groups.Members(group).ToList();
            // Groups of several share what they saw.
            using var written = calls[0].Weights is { } weights ? new WrittenWeights(_trained, weights, members[0]) : null;
            foreach (var call in calls)
                foreach (var (sum, gradient) in sums.Zip(Gradients(call.Narrow(members[0], members.Count))))
                    sum[group].add_(gradient);
        }

        return sums;
    }

    private Tensor Forward(Tensor input) => layer.forward(input);

    /// <summary>A group's weights in the place of the layer's own, until it is disposed.</summary>
    private sealed class WrittenWeights : IDisposable
    {
        private readonly Parameter[] _parameters;
        private readonly Tensor[] _originals;

        public WrittenWeights(Parameter[] parameters, IReadOnlyList<Tensor> weights, int group)
        {
            using var _ = no_grad();
            _parameters = parameters;
            _originals = [.. parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
            foreach (var (parameter, weight) in parameters.Zip(weights))
            {
                using var own = weight[group];
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
