using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Compositions;
using SamHost.Gradients.Expansion;
using SamHost.Gradients.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>What a model consists of, as the per-example engine sees it.</summary>
internal sealed class ModelStructure
{
    private readonly List<TrackedLayer> _layers = [];

    /// <param name="model">The model. Borrowed.</param>
    /// <param name="rules">Rules of plugins. Borrowed.</param>
    public ModelStructure(nn.Module<Tensor, Tensor> model, IReadOnlyList<IGradientRule> rules)
    {
        Parameters = [.. model.named_parameters().Where(named => named.parameter.requires_grad)];
        var seen = new HashSet<IntPtr>();
        // The root comes with its own name, or not at all, depending on the module: it is put first by hand.
        var modules = model.named_modules().Where(named => !ReferenceEquals(named.module, model));
        foreach (var (name, module) in modules.Prepend((name: "", module: (nn.Module)model)))
        {
            var description = Describe(name, module);
            if (module is NormBase { track_running_stats: true } statistics) Statistics.Add(statistics);
            // Without running statistics it takes those of the batch in evaluation mode too.
            if (module is BatchNorm1d or BatchNorm2d or BatchNorm3d
                && (module.training || module is NormBase { track_running_stats: false }))
                Tie ??= $"model's {description}";
            if (module is Linear linear) Linears.Add(linear);
            foreach (var (parameterName, parameter) in module.named_parameters(recurse: false))
                if (!seen.Add(parameter.Handle) && parameter.requires_grad)
                    AddOdd(parameter, $"weight '{parameterName}' of {description}, which another layer has too,");
            Parameter[] trained =
                [.. module.named_parameters(recurse: false).Select(named => named.parameter).Where(parameter => parameter.requires_grad)];
            if (trained.Length == 0)
            {
                // A native object may do what cannot be done for each example by itself.
                if (KnownCompositions.For(module, description) is { } frozen) Compositions.Add(frozen);
                continue;
            }

            if (module is nn.Module<Tensor, Tensor> layer && (LayerRules.For(layer) ?? Brought(layer, rules)) is { } rule)
                _layers.Add(new TrackedLayer(layer, rule, description));
            else if (KnownCompositions.For(module, description) is { } composition)
                Compositions.Add(composition);
            // What changes itself while it is called is not called for one example at a time.
            else if (module is nn.Module<Tensor, Tensor> unknown and not (Embedding or NormBase { track_running_stats: true })
                && name.Length > 0 && !module.named_children().Any())
                _layers.Add(new TrackedLayer(unknown, new LoopRule(unknown), description));
            else
                foreach (var parameter in trained) AddOdd(parameter, description);
        }

        Shared = FindShared();
    }

    /// <summary>The trainable parameters, with their names.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>The layers whose per-example gradients have a rule, parts of compositions and expanded parameters too.</summary>
    public IReadOnlyList<TrackedLayer> Layers =>
    [
        .. _layers.Where(layer => !layer.IsExpanded),
        .. Compositions.Where(composition => !composition.IsExpanded).SelectMany(composition => composition.Layers),
        .. Expanded.Select(expanded => expanded.Layer),
    ];

    /// <summary>Parameters for which no layer has a rule, with what they belong to, in words.</summary>
    public List<(Parameter Parameter, string Description)> Odd { get; } = [];

    /// <summary>The parameters of which each example is given its own.</summary>
    public List<ExpandedParameter> Expanded { get; } = [];

    /// <summary>By what each part of the model has its per-example gradients, where there is no need of the loop over all of it.</summary>
    public IReadOnlyList<LayerWay> Ways =>
    [
        .. _layers.Where(layer => !layer.IsExpanded).Select(layer => new LayerWay(
            layer.Description, layer.Rule is LoopRule ? GradientWay.LayerLoop : GradientWay.Rule)),
        .. Compositions.Where(composition => composition is { IsExpanded: false, Layers.Count: > 0 })
            .Select(composition => new LayerWay(composition.Description, GradientWay.Rule)),
        .. Expanded.Select(expanded => new LayerWay(
            expanded.Layer.Description, GradientWay.Expanded, 3 * expanded.Parameter.numel() * expanded.Parameter.element_size())),
    ];

    /// <summary>Whether the model runs on each example by itself, all at once, in passes that record its layers.</summary>
    public bool IsMapped { get; private set; }

    /// <summary>The embeddings whose weights are expanded.</summary>
    public IEnumerable<Embedding> ExpandedEmbeddings =>
        _layers.Where(layer => layer.IsExpanded).Select(layer => layer.Module).OfType<Embedding>();

    /// <summary>
    /// Has the model run on each example by itself, and gives each its own of some parameters and of the others that their layers have:
    /// layers that have them need no rule.
    /// </summary>
    public void Expand(IEnumerable<Parameter> parameters)
    {
        IsMapped = true;
        var expanded = new HashSet<Parameter>(parameters, ReferenceEqualityComparer.Instance);
        foreach (var layer in _layers.Where(layer => !layer.IsExpanded && Trained(layer.Module!).Any(expanded.Contains)))
        {
            layer.IsExpanded = true;
            expanded.UnionWith(Trained(layer.Module!));
        }

        foreach (var composition in Compositions.Where(one => !one.IsExpanded && Trained(one.Module).Any(expanded.Contains)))
        {
            composition.IsExpanded = true;
            expanded.UnionWith(Trained(composition.Module));
        }

        expanded.ExceptWith(Expanded.Select(one => one.Parameter));
        Expanded.AddRange(Parameters.Where(named => expanded.Contains(named.Parameter))
            .Select(named => new ExpandedParameter(named.Parameter, $"weight '{named.Name}'")));
        // In the order of the parameters, however many attempts it took: sums over them then have the same bits after a resume.
        var order = Parameters.Select(named => named.Parameter).ToList();
        Expanded.Sort((left, right) => order.IndexOf(left.Parameter).CompareTo(order.IndexOf(right.Parameter)));
    }

    /// <summary>Takes back all expansions.</summary>
    public void Contract()
    {
        IsMapped = false;
        Expanded.Clear();
        foreach (var layer in _layers) layer.IsExpanded = false;
        foreach (var composition in Compositions) composition.IsExpanded = false;
    }

    /// <summary>
    /// Whether a pass in which the engine computes modules itself may draw other random numbers than one of the stock modules.
    /// </summary>
    public bool IsRandomInParts => IsMapped || Compositions.Any(composition => composition is { IsRandom: true, Layers.Count: > 0 });

    /// <summary>Whether weights are written while examples are perturbed.</summary>
    public bool WritesWeights => Layers.Any(layer => layer.Rule.WritesWeights);

    /// <summary>The modules that the engine computes itself; frozen ones where the model runs on each example by itself.</summary>
    public List<Composition> Compositions { get; } = [];

    /// <summary>How a parameter's module is used so that no hook sees it, and what to do instead; null where no way is known.</summary>
    public string? DetourOf(Parameter parameter) =>
        Compositions.FirstOrDefault(one => Trained(one.Module).Contains(parameter, ReferenceEqualityComparer.Instance))?.Detour;

    /// <summary>The linear layers, frozen ones too.</summary>
    public List<Linear> Linears { get; } = [];

    /// <summary>The layers with running statistics.</summary>
    public List<NormBase> Statistics { get; } = [];

    /// <summary>A weight that two layers share behind different handles, in words; null where there is none.</summary>
    public string? Shared { get; }

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

    /// <summary>A plugin's rule for a layer without layers of its own; null where there is none.</summary>
    private static FunctionRule? Brought(nn.Module<Tensor, Tensor> layer, IReadOnlyList<IGradientRule> rules) =>
        !layer.named_children().Any() && rules.FirstOrDefault(rule => rule.AppliesTo(layer)) is { } rule
            ? new FunctionRule(
                [.. layer.named_parameters(recurse: false)], (input, weights) => rule.Output(layer, input, weights), layer.forward)
            : null;

    private void AddOdd(Parameter parameter, string description)
    {
        if (!Odd.Any(odd => ReferenceEquals(odd.Parameter, parameter))) Odd.Add((parameter, description));
    }

    private static IEnumerable<Parameter> Trained(nn.Module module) =>
        module.named_parameters().Select(named => named.parameter).Where(parameter => parameter.requires_grad);

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
