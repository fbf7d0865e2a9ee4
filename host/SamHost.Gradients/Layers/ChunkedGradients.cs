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
                    Hold(call.Input), Hold(call.OutputGradient), call.DataOutput is { } output ? Hold(output) : null,
                    call.Weights?.Select(Hold).ToList()))];
        _groups = groups;
        _groupsPerChunk = groupsPerChunk;
    }

    public override Tensor SquaredNorms() => cat([.. Chunks().Select(chunk => Use(chunk, gradients => gradients.SquaredNorms()))]);

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        // Split, not narrowed: the gradient of a narrowed tensor is one of the whole size for each chunk.
        var inputs = input.split([.. Chunks().Select(chunk => (long)chunk.Groups.BatchSize)]);
        return cat([.. Chunks().Zip(inputs, (chunk, part) => Recomputed.Value(
            part,
            again => Use(chunk, gradients => gradients.PerturbedOutput(again, stepSizes.narrow(0, chunk.FirstGroup, chunk.Groups.Count))),
            _outcome))]);
    }

    public override IReadOnlyList<Tensor> PerturbedWeights(Tensor stepSizes)
    {
        var chunks = Chunks().Select(chunk =>
        {
            using var gradients = Make(chunk.FirstExample, chunk.Groups);
            return gradients.PerturbedWeights(stepSizes.narrow(0, chunk.FirstGroup, chunk.Groups.Count));
        }).ToList();
        return [.. Enumerable.Range(0, chunks[0].Count).Select(weight => cat([.. chunks.Select(chunk => chunk[weight])]))];
    }

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

    private LayerGradients Make(int firstExample, Grouping groups)
    {
        using var _ = no_grad();
        return _rule.Gradients(
            [.. _calls.Select(call => call.Narrow(firstExample, groups.BatchSize))],
            groups);
    }
}
