using SamHost.Gradients.Layers;

namespace SamHost.Gradients;

/// <summary>
/// How much memory the layers' gradients of a step may take: what is held between the passes, what autograd keeps of them until the
/// backward pass, and what making and using them takes. Layers are served in the order of the model; one that no longer fits works in
/// chunks, which keep nothing.
/// </summary>
internal sealed class MemoryBudget(long bytes)
{
    // Set aside for the layers in chunks, which come one after the other.
    private readonly long _forChunks = bytes / 4;

    private long _taken;
    private long _step;

    /// <summary>
    /// Takes back what passes of an earlier step were given: one that a rule lost, and never disposed, would keep it for the whole run.
    /// </summary>
    public void BeginStep()
    {
        _taken = 0;
        _step++;
    }

    /// <summary>A part of the budget; what it takes, it gives back when it is disposed.</summary>
    public Share NewShare() => new(this);

    internal sealed class Share(MemoryBudget budget) : IDisposable
    {
        private readonly long _step = budget._step;
        private long _taken;

        /// <summary>A layer's gradients, at once or in chunks; the caller disposes them, before the share.</summary>
        public LayerGradients Gradients(LayerRule rule, IReadOnlyList<LayerCall> calls, Grouping groups)
        {
            var perGroup = rule.TemporarySize(calls, groups.GroupSize) * calls[0].OutputGradient.element_size();
            var size = perGroup * groups.Count;
            if (size > budget.Room)
                return new ChunkedGradients(
                    rule, calls, groups, (int)Math.Clamp(budget._forChunks / Math.Max(perGroup, 1), 1, groups.Count));
            budget._taken += size;
            _taken += size;
            return rule.Gradients(calls, groups);
        }

        public void Dispose()
        {
            if (_step == budget._step) budget._taken -= _taken;
            _taken = 0;
        }
    }

    private long Room => bytes - _forChunks - _taken;
}
