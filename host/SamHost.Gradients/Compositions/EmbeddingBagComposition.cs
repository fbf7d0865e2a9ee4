using SamHost.Gradients.Layers;
using SamHost.Gradients.Passes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// A bag of embeddings: an embedding whose rows are added up, each times its token's share in the bag. Bags are [N, L], or one after the
/// other in [T] with the place at which each begins.
/// </summary>
internal sealed class EmbeddingBagComposition : Composition
{
    private readonly EmbeddingBag _module;
    private readonly EmbeddingRule? _rule;
    private readonly Part? _embedding;
    private readonly Form _form;
    private Bags? _bags;

    public EmbeddingBagComposition(EmbeddingBag module, string description)
        : base(module, description)
    {
        _module = module;
        var weight = Parts["weight"]!;
        using var scope = NewDisposeScope();
        var tokens = arange(weight.shape[0], ScalarType.Int64, weight.device);
        var hasEnd = HasEnd(tokens);
        if (EmbeddingRule.For(weight, each => Bagged(each, arange(each.shape[0], ScalarType.Int64, each.device))) is not { } rule) return;
        _rule = rule;
        _embedding = Parts.Add(rule, [weight], Lookup);
        // Sums and means of one token are the same.
        var twice = tokens.repeat(2);
        var form = Probe.Find(
            module, new[] { false, true }.Select(isMean => new Form(isMean, hasEnd)),
            () => Bagged(twice, zeros_like(tokens.narrow(0, 0, 1))),
            guess => Pooled(null, new Bags(twice.unsqueeze(0), ones_like(twice).unsqueeze(0), null), guess));
        if (form is not { } known) return;
        _form = known;
        IsKnown = true;

        Tensor Lookup(Tensor tokens) => weight.index_select(0, tokens.flatten()).reshape([.. tokens.shape, -1]);

        Tensor Bagged(Tensor tokens, Tensor starts) =>
            module.forward(tokens, hasEnd ? cat([starts, full_like(tokens.narrow(0, 0, 1), tokens.shape[0])]) : starts, null);
    }

    /// <summary>Whether a second place is where the first bag ends, and not where a second one begins.</summary>
    private bool HasEnd(Tensor tokens)
    {
        using var _ = no_grad();
        return _module.forward(tokens, tensor([0, tokens.shape[0]], ScalarType.Int64, tokens.device), null).shape[0] == 1;
    }

    /// <summary>What the module does not tell.</summary>
    /// <param name="IsMean">Whether a bag is the mean of its embeddings, and not the sum.</param>
    /// <param name="HasEnd">Whether the last of the places where bags begin is where the last one ends.</param>
    private readonly record struct Form(bool IsMean, bool HasEnd);

    /// <summary>The bags of a call.</summary>
    /// <param name="Tokens">[N, L].</param>
    /// <param name="IsToken">[N, L]: 0 where a bag has no more tokens.</param>
    /// <param name="Weights">[N, L]: what each token counts, by the model; null for 1.</param>
    private sealed record Bags(Tensor Tokens, Tensor IsToken, Tensor? Weights);

    public override bool IsRandom => false;

    public override IEnumerable<Action> Hook(Func<BatchPass?> pass)
    {
        var before = _module.register_forward_pre_hook((_, input, starts, weights) =>
        {
            _bags = null;
            // A stock module that is told where the last bag ends writes beyond its output for rows.
            if (pass() is not { } current || (starts is null && _form.HasEnd)) return null;
            var entered = Enter(current, input, 0);
            var entering = weights is null ? null : Enter(current, weights, 0);
            _bags = starts is null
                ? new Bags(entered, ones_like(entered), entering)
                : Apart(entered, Starts(current, starts, input.shape[0]), entering);
            var one = zeros(1, ScalarType.Int64, entered.device);
            return (one, _form.HasEnd ? cat([one, one + 1]) : one, null);
        });
        var after = _module.register_forward_hook((_, _, _, _, idle) =>
        {
            if (_bags is not { } bags || pass() is not { } current) return idle;
            _bags = null;
            return Exit(current, Pooled(current, bags, _form), 0);
        });
        return [before.remove, after.remove];
    }

    /// <summary>Where the bags begin in the tokens of all examples, each of which the model may see by itself: [N].</summary>
    private Tensor Starts(BatchPass pass, Tensor starts, long tokens)
    {
        var each = pass.Map is { } map ? map.Unwrap(starts) : starts.unsqueeze(0);
        if (_form.HasEnd) each = each.narrow(1, 0, each.shape[1] - 1);
        return (each + (arange(each.shape[0], each.dtype, each.device) * tokens).unsqueeze(1)).flatten();
    }

    /// <summary>Bags of one sequence as rows.</summary>
    private static Bags Apart(Tensor tokens, Tensor starts, Tensor? weights)
    {
        var ends = cat([starts.narrow(0, 1, starts.shape[0] - 1), full_like(starts.narrow(0, 0, 1), tokens.shape[0])]);
        var longest = Math.Max(1, (ends - starts).max().ToInt64());
        var places = starts.unsqueeze(1) + arange(longest, starts.dtype, starts.device);
        var isToken = places < ends.unsqueeze(1);
        places = places.clamp_max(tokens.shape[0] - 1).flatten();
        return new Bags(At(tokens), isToken, weights is null ? null : At(weights));

        Tensor At(Tensor each) => each.index_select(0, places).reshape(isToken.shape);
    }

    private Tensor Pooled(BatchPass? pass, Bags bags, Form form)
    {
        var tokens = pass is null ? bags.Tokens : bags.Tokens.reshape(pass.ExampleCount, -1);
        var rows = pass is null ? _embedding!.Output(tokens) : pass.RunPart(_embedding!, tokens);
        rows = rows.reshape([.. bags.Tokens.shape, rows.shape[^1]]);
        // The padding token counts nowhere.
        var shares = bags.IsToken.to(rows.dtype) * _rule!.IsTrained.index_select(0, bags.Tokens.flatten()).reshape(bags.Tokens.shape);
        if (form.IsMean) shares /= shares.sum([1L], keepdim: true).clamp_min(1);
        if (bags.Weights is { } weights) shares *= weights;
        return shares.unsqueeze(1).matmul(rows).squeeze(1);
    }
}
