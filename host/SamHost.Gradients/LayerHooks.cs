using SamHost.Contracts.Plugins;
using SamHost.Gradients.Compositions;
using SamHost.Gradients.Expansion;
using SamHost.Gradients.Layers;
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
    private readonly IReadOnlyList<Composition> _compositions;
    private BatchPass? _pass;

    // Whether the batch of one, which a layer sees where each example has its own parameters, was taken off its input.
    private bool _isSqueezed;

    private Tensor? _tokens;

    public LayerHooks(ModelStructure structure)
    {
        _compositions = structure.Compositions;
        foreach (var linear in structure.Linears)
        {
            var before = linear.register_forward_pre_hook((_, input) =>
            {
                _pass?.SeeLinear(linear, input);
                return input;
            });
            _removals.Add(before.remove);
        }

        foreach (var composition in structure.Compositions)
            _removals.AddRange(composition.Hook(() => PassOf(composition)));

        foreach (var layer in structure.Layers)
        {
            if (layer.Module is not { } module) continue;
            var before = module.register_forward_pre_hook((_, input) => Before(layer, input));
            var after = module.register_forward_hook((_, input, output) => After(layer, input, output));
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
            foreach (var composition in _compositions) composition.EndIdle();
        }
    }

    public void Dispose()
    {
        foreach (var remove in _removals) remove();
    }

    /// <summary>The pass in progress, where it computes a module out of its parts.</summary>
    private BatchPass? PassOf(Composition composition) =>
        !composition.IsExpanded && _pass is { Composes: true } pass && (composition.Layers.Count > 0 || pass.Map is not null) ? pass : null;

    private Tensor Before(TrackedLayer layer, Tensor input)
    {
        if (_pass is not { } pass) return input;
        if (layer.IsExpanded) return layer.Rule is EmbeddingRule && pass.Map is { } own ? BeginLookup(own, input) : input;
        if (pass.Map is not { } map) return pass.BeforeLayer(layer, input);
        var examples = map.Unwrap(input);
        map.Suspend();
        _isSqueezed = examples.ndim > 2 && examples.shape[1] == 1;
        if (!_isSqueezed && !layer.Rule.ActsOnPositions)
            throw new ComponentException($"The {layer.Description} sees an example as several.");
        return pass.BeforeLayer(layer, _isSqueezed ? examples.squeeze(1) : examples);
    }

    private Tensor After(TrackedLayer layer, Tensor input, Tensor output)
    {
        if (_pass is not { } pass) return output;
        if (layer.IsExpanded) return layer.Rule is EmbeddingRule rule && pass.Map is { } own ? Lookup(own, rule) : output;
        if (pass.Map is not { } map) return pass.AfterLayer(layer, input, output);
        var examples = pass.AfterLayer(layer, input, output);
        if (_isSqueezed) examples = examples.unsqueeze(1);
        map.Resume();
        return map.Wrap(examples);
    }

    // The stock embedding is a native object, which does not see a weight that is put in the place of its own.
    private Tensor BeginLookup(ExampleMap map, Tensor input)
    {
        _tokens = map.Unwrap(input);
        map.Suspend();
        return _tokens.narrow(0, 0, 0);
    }

    private Tensor Lookup(ExampleMap map, EmbeddingRule rule)
    {
        var output = rule.Lookup(_tokens!, map.ValueOf(rule.Weight));
        map.Resume();
        return map.Wrap(output);
    }
}
