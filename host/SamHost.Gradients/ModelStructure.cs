using SamHost.Contracts.Plugins;
using SamHost.Gradients.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>What a model consists of, as the per-example engine sees it.</summary>
internal sealed class ModelStructure
{
    public ModelStructure(nn.Module<Tensor, Tensor> model)
    {
        Parameters = [.. model.named_parameters().Where(named => named.parameter.requires_grad)];
        var layers = new List<TrackedLayer>();
        var seen = new HashSet<IntPtr>();
        // The root comes with its own name, or not at all, depending on the module: it is put first by hand.
        var modules = model.named_modules().Where(named => !ReferenceEquals(named.module, model));
        foreach (var (name, module) in modules.Prepend((name: "", module: (nn.Module)model)))
        {
            if (module is nn.Module<Tensor, Tensor> { training: true } && module is BatchNorm1d or BatchNorm2d or BatchNorm3d)
                BatchNorm ??= Describe(name, module);
            if (module is Linear linear) Linears.Add(linear);
            foreach (var (parameterName, parameter) in module.named_parameters(recurse: false))
                if (!seen.Add(parameter.Handle)) Unsupported ??= $"weight '{parameterName}' of {Describe(name, module)}, which another layer has too,";
            if (!module.named_parameters(recurse: false).Any(named => named.parameter.requires_grad)) continue;
            if (module is nn.Module<Tensor, Tensor> layer && LayerRules.For(layer) is { } rule)
                layers.Add(new TrackedLayer(layer, rule));
            else
                Unsupported ??= Describe(name, module);
        }

        Layers = layers;
        Unsupported ??= FindShared();
    }

    /// <summary>The trainable parameters, with their names.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>The layers whose per-example gradients have a rule.</summary>
    public IReadOnlyList<TrackedLayer> Layers { get; }

    /// <summary>The linear layers, frozen ones too.</summary>
    public List<Linear> Linears { get; } = [];

    /// <summary>The first layer with trainable parameters and without a rule, in words; null where there is none.</summary>
    public string? Unsupported { get; }

    /// <summary>The first BatchNorm layer in training mode, in words; null where there is none.</summary>
    public string? BatchNorm { get; }

    /// <exception cref="ComponentException">The model has BatchNorm in training mode.</exception>
    public void RequireSeparateExamples()
    {
        if (BatchNorm is not null)
            throw new ComponentException($"The model's {BatchNorm} ties the examples of a batch together, so a per-example gradient does not exist; use LayerNorm or GroupNorm instead, as the paper does, or a rule with one perturbation a batch (n-sam).");
    }

    /// <summary>
    /// A weight that two layers share behind different handles, in words; null where there is none. Equal values tell, but for the constants that
    /// normalisation layers begin with.
    /// </summary>
    private string? FindShared()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < Parameters.Count; i++)
        {
            foreach (var other in Parameters.Skip(i + 1).Where(other => other.Parameter.shape.SequenceEqual(Parameters[i].Parameter.shape)))
            {
                var parameter = Parameters[i].Parameter;
                var isConstant = (parameter == parameter.flatten()[0]).all().ToBoolean();
                if (!isConstant && (parameter == other.Parameter).all().ToBoolean())
                    return $"weight '{Parameters[i].Name}', which is '{other.Name}' too,";
            }
        }

        return null;
    }

    private static string Describe(string name, nn.Module module) =>
        name.Length == 0 ? $"model itself ({module.GetType().Name})" : $"layer '{name}' ({module.GetType().Name})";
}
