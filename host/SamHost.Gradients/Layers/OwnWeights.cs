using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Each example's own value of each trained parameter of a layer.</summary>
internal abstract class OwnWeights : HeldTensors
{
    /// <summary>How many examples may be asked for at once.</summary>
    public abstract int AtOnce { get; }

    /// <summary>Those of some examples: [count, ...] each. They belong to the current dispose scope.</summary>
    public abstract IReadOnlyList<Tensor> Of(long first, long count);

    /// <summary>Gradients of examples, summed over all of them, as many at a time as may be.</summary>
    /// <param name="calls">Calls that saw these weights.</param>
    /// <param name="gradients">Each example's gradient in each trained parameter, for the calls of some examples: [n, ...] each.</param>
    public IReadOnlyList<Tensor> Sum(IReadOnlyList<LayerCall> calls, Func<IReadOnlyList<LayerCall>, IEnumerable<Tensor>> gradients)
    {
        var examples = calls[0].Input.shape[0];
        IReadOnlyList<Tensor> sums = [];
        for (var first = 0L; first < examples; first += AtOnce)
        {
            using var scope = NewDisposeScope();
            var part = calls.Select(call => call.Narrow(first, Math.Min(AtOnce, examples - first))).ToList();
            Tensor[] ofPart = [.. gradients(part).Select(each => each.sum([0L]))];
            if (first == 0) sums = [.. ofPart.Select(sum => sum.MoveToOuterDisposeScope())];
            else foreach (var (sum, more) in sums.Zip(ofPart)) sum.add_(more);
        }

        return sums;
    }
}
