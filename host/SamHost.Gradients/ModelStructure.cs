using SamHost.Contracts.Plugins;
using SamHost.Gradients.Layers;
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
            if (module is NormBase { track_running_stats: true } statistics) Statistics.Add(statistics);
            // Without running statistics it takes those of the batch in evaluation mode too.
            if (module is BatchNorm1d or BatchNorm2d or BatchNorm3d
                && (module.training || module is NormBase { track_running_stats: false }))
                Tie ??= $"model's {Describe(name, module)}";
            if (module is Linear linear) Linears.Add(linear);
            foreach (var (parameterName, parameter) in module.named_parameters(recurse: false))
                if (!seen.Add(parameter.Handle))
                    Unsupported ??= $"weight '{parameterName}' of {Describe(name, module)}, which another layer has too,";
            if (!module.named_parameters(recurse: false).Any(named => named.parameter.requires_grad)) continue;
            if (module is nn.Module<Tensor, Tensor> layer && LayerRules.For(layer) is { } rule)
                layers.Add(new TrackedLayer(layer, rule, Describe(name, module)));
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

    /// <summary>The layers with running statistics.</summary>
    public List<NormBase> Statistics { get; } = [];

    /// <summary>The first layer with trainable parameters and without a rule, in words; null where there is none.</summary>
    public string? Unsupported { get; }

    /// <summary>
    /// What ties the examples of a batch together, in words: BatchNorm that takes the statistics of a batch, or the model as the first
    /// batch showed; null where nothing does.
    /// </summary>
    public string? Tie { get; set; }

    /// <exception cref="ComponentException">The model ties examples together.</exception>
    public void RequireSeparateExamples()
    {
        if (Tie is not null)
            throw new ComponentException(
                $"The {Tie} ties the examples of a batch together, so a per-example gradient does not exist; use LayerNorm or GroupNorm "
                    + "instead, as the paper does, or a rule with one perturbation a batch (n-sam). BatchNorm with running statistics can "
                    + "be frozen: where the model is built, by its eval().");
    }

    /// <summary>A weight that two layers share behind different handles, in words; null where there is none.</summary>
    private string? FindShared()
    {
        using var scope = NewDisposeScope();
        var shared =
            from first in Enumerable.Range(0, Parameters.Count)
            from second in Enumerable.Range(first + 1, Parameters.Count - first - 1)
            where SameMemory.Holds(Parameters[first].Parameter, Parameters[second].Parameter)
            select $"weight '{Parameters[first].Name}', which is '{Parameters[second].Name}' too,";
        return shared.FirstOrDefault();
    }

    private static string Describe(string name, nn.Module module) =>
        name.Length == 0 ? $"model itself ({module.GetType().Name})" : $"layer '{name}' ({module.GetType().Name})";
}
