using SamHost.Gradients.Layers;

namespace SamHost.Gradients;

/// <summary>
/// How much memory the layers' gradients of a step may hold together between the passes. Layers are served in the order of the model; one that no longer fits
/// works in chunks, which hold nothing there. What autograd keeps of pass 2 until its backward pass is not counted.
/// </summary>
internal sealed class MemoryBudget(long bytes)
{
    // A chunk has to be of some size to be worth its calls.
    private const int LeastShare = 16;

    private long _held;

    /// <summary>Starts anew: what was held has been let go.</summary>
    public void Reset() => _held = 0;

    /// <summary>A layer's gradients, at once or in chunks; the caller disposes them.</summary>
    public LayerGradients Gradients(LayerRule rule, IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        var perGroup = rule.TemporarySize(calls, groups.GroupSize) * calls[0].OutputGradient.element_size();
        var size = perGroup * groups.Count;
        if (_held + size <= bytes)
        {
            _held += size;
            return rule.Gradients(calls, groups);
        }

        var chunk = (int)Math.Clamp(Math.Max(bytes - _held, bytes / LeastShare) / Math.Max(perGroup, 1), 1, groups.Count);
        return new ChunkedGradients(rule, calls, groups, chunk);
    }
}
