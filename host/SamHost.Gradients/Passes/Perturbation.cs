using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A displacement of each group's weights along its own gradient, layer by layer. Owns the layers' gradients and lets each go as soon as the layer's
/// last call has used them: what deep models need is mostly these.
/// </summary>
internal sealed class Perturbation : IDisposable
{
    private readonly Dictionary<TrackedLayer, (LayerGradients Gradients, int Calls)> _layers = [];

    /// <summary>rho / ||g|| for each group: [G]. Borrowed.</summary>
    public Tensor? StepSizes { get; set; }

    /// <summary>Adds a layer with its gradients, owned from then on, and how often it is called.</summary>
    public void Add(TrackedLayer layer, LayerGradients gradients, int calls) => _layers.Add(layer, (gradients, calls));

    public bool Contains(TrackedLayer layer) => _layers.ContainsKey(layer);

    /// <summary>The output of the layer's next call.</summary>
    public Tensor Output(TrackedLayer layer, Tensor input)
    {
        var (gradients, calls) = _layers[layer];
        using var scope = NewDisposeScope();
        var output = gradients.PerturbedOutput(input, StepSizes!).MoveToOuterDisposeScope();
        if (calls == 1) gradients.Dispose();
        _layers[layer] = (gradients, calls - 1);
        return output;
    }

    public void Dispose()
    {
        foreach (var (gradients, _) in _layers.Values) gradients.Dispose();
    }
}
