using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// Running statistics that do not move, until this is disposed: those of a step are the ones of its first pass, at w, as in the usual
/// implementations of SAM (https://github.com/davda54/sam).
/// </summary>
internal sealed class KeptStatistics : IDisposable
{
    private readonly (NormBase Layer, Tensor? Mean, Tensor? Variance, Tensor? Count)[] _originals;

    /// <param name="layers">The layers that have them.</param>
    // The pass has copies to move. A copy that is put back would be a change for the graph of the first pass, which holds the statistics;
    // and a momentum of zero does not keep out what is not a number.
    public KeptStatistics(IEnumerable<NormBase> layers)
    {
        using var _ = no_grad();
        _originals = [.. layers.Where(layer => layer.training)
            .Select(layer => (layer, Handle(layer.running_mean), Handle(layer.running_var), Handle(layer.num_batches_tracked)))];
        foreach (var (layer, mean, variance, count) in _originals) Set(layer, mean?.clone(), variance?.clone(), count?.clone());
    }

    public void Dispose()
    {
        foreach (var (layer, mean, variance, count) in _originals) Set(layer, mean, variance, count);
    }

    // The layer disposes its own when it is given another.
    private static Tensor? Handle(Tensor? statistic) => statistic?.detach().DetachFromDisposeScope();

    private static void Set(NormBase layer, Tensor? mean, Tensor? variance, Tensor? count) =>
        (layer.running_mean, layer.running_var, layer.num_batches_tracked) = (mean, variance, count);
}
