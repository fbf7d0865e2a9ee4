using SamHost.Gradients.Passes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>Multi-head attention, over sequences [T, N, features] as the stock module has them.</summary>
internal sealed class AttentionComposition : Composition
{
    private readonly MultiheadAttention _module;
    private readonly Attention? _attention;
    private readonly long _heads;
    private readonly double _dropout;
    private Inputs? _inputs;

    public AttentionComposition(MultiheadAttention module, string description)
        : base(module, description)
    {
        _module = module;
        _attention = Attention.Find(Parts, "", Run);
        if (_attention is null || !Parts.AreAllUsed) return;
        var weight = Parts["in_proj_weight"]!;
        using var scope = NewDisposeScope();
        var sample = randn([3, 2, weight.shape[1]], weight.dtype, weight.device);
        var inputs = new Inputs(sample, sample, sample, null, null);
        if (Probe.Find(module, Attention.HeadCounts(weight.shape[1]), Stock, heads => Own(heads, 0)) is not { } heads) return;
        if (Probe.FindDropout(module, Stock, dropout => Own(heads, dropout)) is not { } dropout) return;
        (_heads, _dropout, IsKnown) = (heads, dropout, true);

        Tensor Stock() => module.forward(sample, sample, sample, null, true, null).Item1;
        Tensor Own(long heads, double dropout) => Apply(null, inputs, new Attention.Options(heads, dropout, module.training)).Output;
    }

    public override bool IsRandom => _dropout > 0;

    public override IEnumerable<Action> Hook(Func<BatchPass?> pass)
    {
        var before = _module.register_forward_pre_hook((_, query, key, value, padding, needWeights, mask) =>
        {
            _inputs = null;
            if (pass() is not { } current || query.ndim != 3) return null;
            var first = Enter(current, query, 1);
            var second = ReferenceEquals(key, query) ? first : Enter(current, key, 1);
            var third = ReferenceEquals(value, query) ? first : ReferenceEquals(value, key) ? second : Enter(current, value, 1);
            var padded = padding is null ? null : Enter(current, padding, 0);
            _inputs = new Inputs(first, second, third, padded, EnterMask(current, mask));
            BeginIdle();
            return (Idle(first), Idle(second), Idle(third), null, needWeights, null);
        });
        var after = _module.register_forward_hook((_, _, _, _, _, needWeights, _, idle) =>
        {
            if (_inputs is not { } inputs || pass() is not { } current) return idle;
            _inputs = null;
            EndIdle();
            var options = new Attention.Options(_heads, _dropout, IsTraining, inputs.Mask, inputs.Padding);
            var (output, weights) = Apply(current, inputs, options);
            var mean = needWeights ? Exit(current, weights.mean([1L]), 0) : idle.Item2;
            return Tuple.Create(Exit(current, output, 1), mean);
        });
        return [before.remove, after.remove];
    }

    private (Tensor Output, Tensor Weights) Apply(BatchPass? pass, Inputs inputs, Attention.Options options)
    {
        var query = inputs.Query.transpose(0, 1);
        var key = ReferenceEquals(inputs.Key, inputs.Query) ? query : inputs.Key.transpose(0, 1);
        var value = ReferenceEquals(inputs.Value, inputs.Query) ? query
            : ReferenceEquals(inputs.Value, inputs.Key) ? key : inputs.Value.transpose(0, 1);
        var (output, weights) = _attention!.Apply(pass, query, key, value, options);
        return (output.transpose(0, 1), weights);
    }

    private sealed record Inputs(Tensor Query, Tensor Key, Tensor Value, Tensor? Padding, Tensor? Mask);
}
