using SamHost.Gradients.Precision;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// An embedding, a linear layer on one-hot vectors: the inner product of two positions is 1 where their tokens are the same, and 0
/// elsewhere.
/// </summary>
internal sealed class EmbeddingRule : LayerRule
{
    private const double LargeNumber = 1 << 15;

    private readonly Parameter _weight;

    // 1 for a token whose row is trained, 0 for the padding token: [V].
    private readonly Tensor _isTrained;

    private EmbeddingRule(Parameter weight, Tensor isTrained)
    {
        _weight = weight;
        _isTrained = isTrained;
    }

    /// <summary>The rule; null where <see cref="For(Parameter, Func{Tensor, Tensor})"/> has none.</summary>
    public static EmbeddingRule? For(Embedding layer) =>
        For(layer.named_parameters(recurse: false).Single().parameter, layer.forward);

    /// <summary>
    /// The rule; null for a layer that scales gradients by the tokens' frequency, has sparse gradients or renormalises its rows. The module
    /// does not tell its padding token, nor that: a gradient on every token once, and the first twice, does.
    /// </summary>
    /// <param name="weight">The layer's weight: [V, features].</param>
    /// <param name="embed">The layer: [P] to [P, features].</param>
    public static EmbeddingRule? For(Parameter weight, Func<Tensor, Tensor> embed)
    {
        using var scope = NewDisposeScope();
        var before = weight.detach().clone();
        var count = weight.shape[0];
        var tokens = cat([arange(count, ScalarType.Int64, weight.device), zeros(1, ScalarType.Int64, weight.device)]);
        // A layer that keeps its rows' norms small changes these.
        using (no_grad()) weight.fill_(LargeNumber);
        var isTrainable = weight.requires_grad;
        weight.requires_grad = true;
        var gradient = autograd.grad([embed(tokens).sum()], [weight])[0];
        weight.requires_grad = isTrainable;
        using var _ = no_grad();
        var isChanged = !(weight == LargeNumber).all().ToBoolean();
        weight.copy_(before);
        if (isChanged || gradient.is_sparse) return null;
        var rows = gradient.narrow(1, 0, 1).flatten();
        var expected = ones_like(rows);
        expected[0] = 2;
        var isTrained = (rows != 0).to(weight.dtype);
        return (rows == expected * isTrained).all().ToBoolean() ? new EmbeddingRule(weight, isTrained.DetachFromDisposeScope()) : null;
    }

    public Parameter Weight => _weight;

    /// <summary>1 for a token whose row is trained, 0 for the padding token: [V]. Borrowed.</summary>
    public Tensor IsTrained => _isTrained;

    /// <summary>The embeddings of tokens [B, ...] from a table for each example, [B, V, features]: [B, ..., features].</summary>
    public Tensor Lookup(Tensor tokens, Tensor tables)
    {
        var isTrained = _isTrained.unsqueeze(1);
        var offsets = (arange(tables.shape[0], ScalarType.Int64, tokens.device) * tables.shape[1]).unsqueeze(1);
        return (tables * isTrained + tables.detach() * (1 - isTrained)).flatten(0, 1)
            .index_select(0, (tokens.flatten(1) + offsets).flatten()).reshape([.. tokens.shape, -1]);
    }

    public override bool ActsOnPositions => true;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) => new EmbeddingGradients(
        this, groups, cat([.. calls.Select(call => Tokens(call.Input))], 1), cat([.. calls.Select(Trained)], 1));

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        foreach (var call in calls)
            yield return (_weight, zeros_like(_weight).index_add(0, call.Input.flatten(), Trained(call).flatten(0, 1), 1));
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        3 * (long)Math.Pow(groupSize * calls.Sum(call => Tokens(call.Input).shape[1]), 2);

    private static Tensor Tokens(Tensor input) => input.reshape(input.shape[0], -1);

    private Tensor Trained(LayerCall call)
    {
        var tokens = Tokens(call.Input);
        var gradients = call.OutputGradient.reshape(tokens.shape[0], tokens.shape[1], -1);
        return gradients * _isTrained.index_select(0, tokens.flatten()).reshape(tokens.shape[0], tokens.shape[1], 1);
    }

    private sealed class EmbeddingGradients : LayerGradients
    {
        private readonly EmbeddingRule _rule;
        private readonly Grouping _groups;

        // [G, P] and [G, P, features].
        private readonly Tensor _tokens;
        private readonly Tensor _outputGradients;

        public EmbeddingGradients(EmbeddingRule rule, Grouping groups, Tensor tokens, Tensor outputGradients)
        {
            _rule = rule;
            _groups = groups;
            _tokens = Hold(groups.Gather(tokens));
            _outputGradients = Hold(groups.Gather(outputGradients));
        }

        public override Tensor SquaredNorms() =>
            (Products(_tokens) * Autocast.Whole(_outputGradients.bmm(_outputGradients.transpose(1, 2)))).sum([1, 2]).clamp_min(0);

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
        {
            using var weight = _rule._weight.detach();
            var tokens = Tokens(input);
            var displacement = Products(_groups.Gather(tokens)).bmm(_outputGradients * stepSizes.reshape(-1, 1, 1));
            return (weight.index_select(0, tokens.flatten()).reshape([.. tokens.shape, -1]) + _groups.Scatter(displacement)).reshape(
                [.. input.shape, -1]);
        }

        /// <summary>1 where tokens are the same: [G, Q, P].</summary>
        private Tensor Products(Tensor tokens) => (tokens.unsqueeze(2) == _tokens.unsqueeze(1)).to(_outputGradients.dtype);
    }
}
