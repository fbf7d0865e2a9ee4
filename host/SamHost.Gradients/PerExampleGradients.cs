using Microsoft.Extensions.Logging;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using SamHost.Gradients.Expansion;
using SamHost.Gradients.Layers;
using SamHost.Gradients.Passes;
using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>
/// Exact per-example gradients of one model. A pass takes the whole batch at once: layers have rules (see <c>Layers/</c>) or are made of
/// parts that have (<c>Compositions/</c>), and each example is given its own of the parameters that no layer accounts for
/// (<c>Expansion/</c>). Where that cannot be the pass goes through the batch one example at a time.
/// </summary>
/// <remarks>Rules and notation: Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676).</remarks>
public sealed class PerExampleGradients : IPerExampleGradients, ICheckpointed, IDisposable
{
    private const string ExaminedKey = "examined";
    private const string TieKey = "tie";
    private const string WithoutRuleKey = "withoutRule";
    private const string ExpandedKey = "expanded";

    private readonly ModelStructure _structure;
    private readonly LayerHooks _hooks;
    private readonly GradientsOptions _options;
    private readonly ILogger _logger;
    private readonly PassContext _context;
    private readonly long _seed;
    private bool _examined;
    private string? _withoutRule;
    private bool _warned;
    private bool _warnedOfLayers;

    /// <summary>Prepares a model; its layers carry hooks until this is disposed.</summary>
    /// <param name="model">The model. Borrowed; submodules are added or replaced before, not afterwards.</param>
    /// <param name="loss">The loss of each example. Borrowed.</param>
    /// <param name="options">Settings.</param>
    /// <param name="seed">Seed of what is random inside the model (dropout): each step derives its own from it.</param>
    /// <param name="logger">Logs once that a model needs the loop.</param>
    /// <param name="rules">Rules of plugins, for layers that have none here. Borrowed.</param>
    /// <param name="precision">What the model runs in, whose weights have its type already; <c>Float32</c> by default.</param>
    public PerExampleGradients(
        nn.Module<Tensor, Tensor> model, ILoss loss, GradientsOptions options, long seed, ILogger logger,
        IReadOnlyList<IGradientRule>? rules = null, ComputePrecision? precision = null)
    {
        _structure = new ModelStructure(model, rules ?? []);
        if (_structure.Shared is { } weight) _withoutRule = $"the {weight} has no fast rule";
        _hooks = new LayerHooks(_structure);
        _options = options;
        _logger = logger;
        _seed = seed;
        _context = new PassContext(model, loss, _structure, _hooks, new MemoryBudget(options.EffectiveMemoryBudget() << 20), AllowLoop)
        {
            AllowLayerLoops = AllowLayerLoops,
            Precision = precision ?? ComputePrecision.Float32,
        };
        BeginStep(0);
    }

    /// <summary>
    /// Whether every pass computes its <see cref="IForwardPass.GradientNorms"/>, which the total weight of an example needs. Costs one
    /// backward pass through the activations for each pass, but for one at w that is perturbed example by example and has them anyway. Off
    /// by default; has no effect on directions.
    /// </summary>
    public bool RecordNorms
    {
        get => _context.RecordNorms;
        set => _context.RecordNorms = value;
    }

    /// <summary>
    /// By what each part of the model has its per-example gradients, as the first batch has shown; empty before it, and where examples
    /// depend on each other.
    /// </summary>
    public IReadOnlyList<LayerWay> Ways =>
        !_examined || _structure.Tie is not null ? []
        : _withoutRule is { } reason ? [new LayerWay($"whole model ({reason})", GradientWay.ModelLoop)]
        : _structure.Ways;

    /// <summary>Whether libtorch has what expansion needs, for tests of what happens where it does not.</summary>
    internal Func<bool> CanExpand { get; set; } = () => ExampleMap.IsAvailable;

    /// <summary>Looks at a model on some examples, as the first batch does.</summary>
    public void Examine(Batch batch) => HasRules(batch);

    /// <summary>Starts a step: all its passes see the same random draws, other than those of any other step.</summary>
    /// <param name="step">The step within the run, from 0.</param>
    // An odd multiplier spreads neighbouring seeds and steps over distinct values of the generator's 64 bits.
    public void BeginStep(long step)
    {
        PutBackWeights();
        _context.BeginStep(unchecked((_seed * 6364136223846793005L + step) * 2862933555777941757L) & long.MaxValue);
        // For what a rule draws by itself, before any pass.
        random.manual_seed(_context.Seed).Dispose();
    }

    /// <summary>Puts the weights back, bit for bit, where a rule has left them displaced: it threw, or lost a pass.</summary>
    public void PutBackWeights() => _context.PutBack();

    /// <inheritdoc/>
    public IForwardPass Forward(Batch batch)
    {
        _context.RequireNoOtherPass();
        // A model that needs the loop goes without norms here, so that recording them never changes a direction.
        return new WeightsPass(_context, batch, records: RecordNorms && HasRules(batch));
    }

    /// <inheritdoc/>
    public IAscent Ascend(Batch batch)
    {
        _context.RequireNoOtherPass();
        var hasRules = HasRules(batch);
        // A model that ties examples together may be perturbed as a whole only, which the pass itself sees to.
        if (_structure.Tie is not null) return new WeightsPass(_context, batch, records: false);
        return hasRules ? new WeightsPass(_context, batch, records: true, isAscent: true) : new LoopPass(_context, batch);
    }

    /// <summary>What the first batch has shown of the model: another batch, at other weights, could show something else.</summary>
    public void Save(CheckpointedState state) =>
        (state.Values[ExaminedKey], state.Values[TieKey], state.Values[WithoutRuleKey], state.Values[ExpandedKey]) =
            (_examined, _structure.Tie, _withoutRule, _structure.IsMapped
                ? string.Join(' ', _structure.Expanded.Select(one => _context.NameOf(one.Parameter)))
                : null);

    /// <inheritdoc/>
    public void Restore(CheckpointedState state)
    {
        (_examined, _structure.Tie, _withoutRule) =
            ((bool)state.Values[ExaminedKey]!, (string?)state.Values[TieKey], (string?)state.Values[WithoutRuleKey]);
        _structure.Contract();
        if ((string?)state.Values[ExpandedKey] is not { } names) return;
        // The state is another machine's: the next batch shows what can be done on this one.
        if (!CanExpand())
        {
            _examined = false;
            return;
        }

        var expanded = names.Split(' ');
        _structure.Expand(_structure.Parameters.Where(named => expanded.Contains(named.Name)).Select(named => named.Parameter));
    }

    /// <summary>Takes the hooks off the model, whose weights are then what they are between steps.</summary>
    public void Dispose()
    {
        PutBackWeights();
        _hooks.Dispose();
    }

    private void AllowLoop()
    {
        var message = $"Per-example gradients: {_withoutRule}";
        if (_options.Strict) throw new ComponentException($"{message}, and Gradients:Strict forbids the one-example-at-a-time loop.");
        if (!_warned) _logger.LogWarning("{Reason}, so the model runs by the exact but slow one-example-at-a-time loop.", message);
        _warned = true;
    }

    /// <summary>Says once which layers run one example at a time, where the settings do not forbid it.</summary>
    private void AllowLayerLoops()
    {
        if (_warnedOfLayers) return;
        _warnedOfLayers = true;
        var layers = string.Join(", the ", _structure.Layers.Where(layer => layer.Rule is LoopRule).Select(layer => layer.Description));
        if (layers.Length == 0) return;
        if (_options.Strict)
            throw new ComponentException(
                $"Per-example gradients: the {layers} has no fast rule, and Gradients:Strict forbids the one-example-at-a-time loop.");
        _logger.LogWarning(
            "Per-example gradients: the {Layers} has no fast rule, so it alone runs one example at a time; the other layers keep theirs.",
            layers);
    }

    /// <summary>
    /// Whether the rules, with parameters expanded where need be, account for all of the gradient: as the first batch shows, they do not
    /// where a weight is used outside its layer's <c>call</c> - through <c>forward</c>, by a function - or a layer's numbers are changed in
    /// place.
    /// </summary>
    private bool HasRules(Batch batch)
    {
        if (!_examined && _structure.Tie is null && ExaminationPass.Examine(_context, batch) is { } findings)
        {
            if (findings.TiesExamples) _structure.Tie = "model";
            else
                _withoutRule ??= new WayFinder(_structure, _context, CanExpand).Find(
                    batch, findings, _options.EffectiveMemoryBudget() << 20);
            _examined = true;
        }

        return _structure.Tie is null && _withoutRule is null;
    }
}
