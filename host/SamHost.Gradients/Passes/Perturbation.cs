using SamHost.Contracts.Plugins;
using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A displacement of each group's weights along its own gradient, layer by layer. Owns the layers' gradients and lets each go as soon as
/// the layer's last call has used them: what deep models need is mostly these. Lives until the backward pass, for which layers in chunks
/// make theirs again.
/// </summary>
/// <param name="memory">What the layers' gradients may take.</param>
internal sealed class Perturbation(MemoryBudget memory) : IDisposable
{
    private readonly Dictionary<TrackedLayer, (LayerGradients Gradients, int Calls)> _layers = [];
    private readonly MemoryBudget.Share _share = memory.NewShare();
    private readonly Dictionary<TrackedLayer, OwnWeights> _weights = [];
    private Tensor? _stepSizes;

    /// <summary>Adds a layer and how often it is called.</summary>
    /// <returns>The squared norm of each group's gradient in it: [G].</returns>
    public Tensor Add(TrackedLayer layer, IReadOnlyList<LayerCall> calls, Grouping groups, int callCount)
    {
        var gradients = _share.Gradients(layer.Rule, calls, groups);
        _layers.Add(layer, (gradients, callCount));
        return gradients.SquaredNorms();
    }

    /// <summary>Sets how far each group goes along its gradient, rho / ||g||: [G].</summary>
    public void SetStepSizes(Tensor stepSizes) => _stepSizes = stepSizes.DetachFromDisposeScope();

    public bool Contains(TrackedLayer layer) => _layers.ContainsKey(layer);

    /// <summary>The output of the layer's next call.</summary>
    public Tensor Output(TrackedLayer layer, Tensor input)
    {
        var (gradients, calls) = _layers[layer];
        if (calls == 0) throw Differs(layer, "more");
        using var scope = NewDisposeScope();
        if (layer.Rule.NeedsWeights && !_weights.ContainsKey(layer))
        {
            using var _ = no_grad();
            _weights[layer] = gradients.KeepWeights(_stepSizes!);
        }

        var output = gradients.PerturbedOutput(input, _stepSizes!).MoveToOuterDisposeScope();
        if (calls == 1) gradients.Release();
        _layers[layer] = (gradients, calls - 1);
        return output;
    }

    /// <summary>What each example's own weights were in a layer's calls, where its rule needs them. Owned.</summary>
    public OwnWeights? WeightsOf(TrackedLayer layer) => _weights.GetValueOrDefault(layer);

    /// <exception cref="ComponentException">The pass that is over called a layer less often than the first.</exception>
    public void RequireUsedUp()
    {
        if (_layers.FirstOrDefault(entry => entry.Value.Calls > 0).Key is { } layer) throw Differs(layer, "less");
    }

    /// <summary>Throws what went wrong in the layers during a backward pass.</summary>
    public void ThrowIfBackwardFailed()
    {
        foreach (var (gradients, _) in _layers.Values) gradients.ThrowIfBackwardFailed();
    }

    private static ComponentException Differs(TrackedLayer layer, string direction) => new(
        $"The model calls the {layer.Description} {direction} often in the second pass of a step than in the first. A model's forward "
            + "function must do the same for the same batch and seed: draw what is random from TorchSharp's generator.");

    public void Dispose()
    {
        foreach (var weights in _weights.Values) weights.Dispose();
        _weights.Clear();
        foreach (var (gradients, _) in _layers.Values) gradients.Dispose();
        _layers.Clear();
        _stepSizes?.Dispose();
        _share.Dispose();
    }
}
