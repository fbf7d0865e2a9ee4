using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A layer's gradients, made for some groups at a time and made again when they are needed again, in the backward pass too: for a layer
/// whose gradients would not fit into memory at once.
/// </summary>
internal sealed class ChunkedGradients : LayerGradients
{
    private readonly LayerRule _rule;
    private readonly IReadOnlyList<LayerCall> _calls;
    private readonly Grouping _groups;
    private readonly int _groupsPerChunk;
    private readonly Recomputed.Outcome _outcome = new();

    /// <param name="rule">The layer's rule.</param>
    /// <param name="calls">The layer's calls.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="groupsPerChunk">How many groups are made at a time.</param>
    public ChunkedGradients(LayerRule rule, IReadOnlyList<LayerCall> calls, Grouping groups, int groupsPerChunk)
    {
        _rule = rule;
        _calls = [
            .. calls.Select(
                call => new LayerCall(
                    Hold(call.Input), Hold(call.OutputGradient), call.DataOutput is { } output ? Hold(output) : null, call.Weights,
                    call.First))];
        _groups = groups;
        _groupsPerChunk = groupsPerChunk;
    }

    public override Tensor SquaredNorms() => cat([.. Chunks().Select(chunk => Use(chunk, gradients => gradients.SquaredNorms()))]);

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        // It runs its groups one after another, and has use for one group's weights alone.
        if (_rule is LoopRule loop) return loop.Output(input, _groups, group => Weights(group, 1, stepSizes), _outcome);
        // Split, not narrowed: the gradient of a narrowed tensor is one of the whole size for each chunk.
        var inputs = input.split([.. Chunks().Select(chunk => (long)chunk.Groups.BatchSize)]);
        return cat([.. Chunks().Zip(inputs, (chunk, part) => Recomputed.Value(
            part,
            again => Use(chunk, gradients => gradients.PerturbedOutput(again, stepSizes.narrow(0, chunk.FirstGroup, chunk.Groups.Count))),
            _outcome))]);
    }

    public override OwnWeights KeepWeights(Tensor stepSizes) => new RemadeWeights(this, stepSizes);

    /// <summary>The backward pass makes the gradients again.</summary>
    public override void Release()
    {
    }

    public override void ThrowIfBackwardFailed() => _outcome.ThrowIfFailed();

    public override void Dispose()
    {
        _outcome.Dispose();
        base.Dispose();
    }

    private IEnumerable<(int FirstGroup, int FirstExample, Grouping Groups)> Chunks()
    {
        for (var group = 0; group < _groups.Count; group += _groupsPerChunk)
        {
            var first = group * _groups.GroupSize;
            yield return (group, first,
                new Grouping(Math.Min(_groupsPerChunk * _groups.GroupSize, _groups.BatchSize - first), _groups.GroupSize));
        }
    }

    private Tensor Use((int FirstGroup, int FirstExample, Grouping Groups) chunk, Func<LayerGradients, Tensor> use)
    {
        using var scope = NewDisposeScope();
        using var gradients = Make(chunk.FirstExample, chunk.Groups);
        return use(gradients).MoveToOuterDisposeScope();
    }

    /// <summary>The displaced weights of each example of some groups.</summary>
    private IReadOnlyList<Tensor> Weights(int firstGroup, int groups, Tensor stepSizes)
    {
        var first = firstGroup * _groups.GroupSize;
        var count = Math.Min(groups * _groups.GroupSize, _groups.BatchSize - first);
        using var _ = no_grad();
        using var gradients = Make(first, new Grouping(count, _groups.GroupSize));
        return gradients.PerturbedWeights(stepSizes.narrow(0, firstGroup, groups));
    }

    private LayerGradients Make(int firstExample, Grouping groups)
    {
        using var _ = no_grad();
        return _rule.Gradients(
            [.. _calls.Select(call => call.Narrow(firstExample, groups.BatchSize))],
            groups);
    }

    /// <summary>The displaced weights, made again whenever they are asked for.</summary>
    private sealed class RemadeWeights(ChunkedGradients gradients, Tensor stepSizes) : OwnWeights
    {
        public override int AtOnce => gradients._groupsPerChunk * gradients._groups.GroupSize;

        public override IReadOnlyList<Tensor> Of(long first, long count)
        {
            var size = gradients._groups.GroupSize;
            var (firstGroup, lastGroup) = ((int)first / size, (int)(first + count - 1) / size);
            return [.. gradients.Weights(firstGroup, lastGroup - firstGroup + 1, stepSizes)
                .Select(weight => weight.narrow(0, first - (firstGroup * size), count))];
        }
    }
}
