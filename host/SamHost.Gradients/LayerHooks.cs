using SamHost.Gradients.Passes;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>
/// The hooks on a model's layers. They hand each call of a layer to the pass in progress; where none is (evaluation), the layer
/// works as if there were no hook.
/// </summary>
internal sealed class LayerHooks : IDisposable
{
    private readonly List<Action> _removals = [];
    private BatchPass? _pass;

    public LayerHooks(ModelStructure structure)
    {
        foreach (var linear in structure.Linears)
        {
            var before = linear.register_forward_pre_hook((_, input) =>
            {
                _pass?.SeeLinear(linear, input);
                return input;
            });
            _removals.Add(before.remove);
        }

        foreach (var layer in structure.Layers)
        {
            var before = layer.Module.register_forward_pre_hook((_, input) => _pass?.BeforeLayer(layer, input) ?? input);
            var after = layer.Module.register_forward_hook((_, input, output) => _pass?.AfterLayer(layer, input, output) ?? output);
            _removals.Add(before.remove);
            _removals.Add(after.remove);
        }
    }

    /// <summary>Runs the model's forward function with the hooks reporting to a pass.</summary>
    public Tensor Run(BatchPass pass, Func<Tensor> forward)
    {
        _pass = pass;
        try
        {
            return forward();
        }
        finally
        {
            _pass = null;
        }
    }

    public void Dispose()
    {
        foreach (var remove in _removals) remove();
    }
}
