using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// Running statistics that do not move, until this is disposed: those of a step are the ones of its first pass, at w, as in the usual implementations of SAM
/// (https://github.com/davda54/sam).
/// </summary>
internal sealed class KeptStatistics : IDisposable
{
    private readonly (NormBase Layer, double? Momentum, Tensor? Count)[] _layers;

    /// <param name="layers">The layers that have them.</param>
    public KeptStatistics(IEnumerable<NormBase> layers)
    {
        // A copy that is put back would be a change for the graph of the first pass, which holds the statistics.
        _layers = [.. layers.Select(layer => (layer, layer.momentum, layer.num_batches_tracked?.clone().DetachFromDisposeScope()))];
        foreach (var (layer, _, _) in _layers) layer.momentum = 0;
    }

    public void Dispose()
    {
        using var _ = no_grad();
        foreach (var (layer, momentum, count) in _layers)
        {
            layer.momentum = momentum;
            if (count is null) continue;
            layer.num_batches_tracked!.copy_(count);
            count.Dispose();
        }
    }
}
