using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Compositions;
using SamHost.Gradients.Expansion;
using SamHost.Gradients.Layers;
using SamHost.Gradients.Precision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A pass that takes the whole batch at once. Its graph, and the layer inputs and outputs that it recorded, live until it is disposed.
/// </summary>
internal abstract class BatchPass : IForwardPass
{
    private readonly List<RecordedCall> _recorded = [];
    private readonly Dictionary<TrackedLayer, int> _calls = [];
    private Tensor? _graph;
    private Tensor? _lastHidden;
    private Linear? _lastLinear;
    private Tensor? _logits;
    private Tensor? _losses;
    private Tensor? _logitScales;
    private Tensor? _gradientNorms;

    /// <param name="context">The engine's.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="records">Whether layer inputs and outputs are kept, for per-example norms and perturbations.</param>
    protected BatchPass(PassContext context, Batch batch, bool records)
    {
        Context = context;
        Batch = batch;
        Records = records;
    }

    public Tensor Logits => _logits!;

    public Tensor Losses => _losses!;

    public Tensor LogitScales => _logitScales!;

    public virtual Tensor? GradientNorms => _gradientNorms;

    public virtual Tensor LastHidden => _lastHidden ?? throw NoLinearLayer();

    public Tensor LastWeight => _lastLinear?.weight ?? throw NoLinearLayer();

    protected PassContext Context { get; }

    protected Batch Batch { get; }

    protected bool Records { get; }

    /// <summary>How many examples there are.</summary>
    public int ExampleCount => Batch.Size;

    /// <summary>
    /// Whether the engine computes modules out of their parts: in a pass that records these, and in one made from such a pass where both
    /// would otherwise draw other random numbers.
    /// </summary>
    public virtual bool Composes => Records;

    /// <summary>What makes each example see parameters of its own, while the model runs; null where none does.</summary>
    public ExampleMap? Map { get; set; }

    /// <summary>Whether the pass computes per-example gradient norms.</summary>
    protected virtual bool RecordsNorms => Records && Context.RecordNorms;

    /// <summary>Whether it does so when it is asked for them, or about to lose what they are made of, and not at once.</summary>
    protected virtual bool DefersNorms => false;

    /// <summary>Whether the forward pass moves the model's running statistics.</summary>
    protected virtual bool MovesStatistics => false;

    /// <summary>Whether the pass has losses and logit scales.</summary>
    protected virtual bool MeasuresLosses => true;

    /// <summary>The logits with their graph.</summary>
    protected Tensor Graph => _graph!;

    protected IReadOnlyList<RecordedCall> Recorded => _recorded;

    /// <summary>How often the forward pass called a layer, whether or not the logits depend on it.</summary>
    protected int CallsOf(TrackedLayer layer) => _calls[layer];

    protected Grouping PerExample => new(Batch.Size, 1);

    public abstract void Backward(IForwardPass scaleFrom, Tensor? penalty = null);

    public virtual void Dispose()
    {
        ReleaseGraph();
        _lastHidden?.Dispose();
        _logits?.Dispose();
        _losses?.Dispose();
        _logitScales?.Dispose();
        _gradientNorms?.Dispose();
    }

    /// <summary>A linear layer is about to be called, trainable or not: it may be the last one.</summary>
    public void SeeLinear(Linear layer, Tensor input)
    {
        _lastHidden?.Dispose();
        _lastHidden = Map is null ? Autocast.Whole(input).alias().DetachFromDisposeScope() : Unwrapped(Map, input);
        _lastLinear = layer;
    }

    private static Tensor Unwrapped(ExampleMap map, Tensor input)
    {
        using var examples = map.Unwrap(input).flatten(1, 2);
        return Autocast.Whole(examples).alias().DetachFromDisposeScope();
    }

    /// <summary>A layer with a rule is about to be called; what is returned stands in for its input.</summary>
    public virtual Tensor BeforeLayer(TrackedLayer layer, Tensor input) => input;

    /// <summary>A layer with a rule was called; what is returned stands in for its output.</summary>
    public virtual Tensor AfterLayer(TrackedLayer layer, Tensor input, Tensor output) => Record(layer, input, output, isPerturbed: false);

    /// <summary>The output of a module's part over [B, P, features].</summary>
    public virtual Tensor RunPart(Part part, Tensor input)
    {
        var output = part.Output(input);
        return part.Layer is { } layer ? Record(layer, input, output, isPerturbed: false) : output;
    }

    /// <summary>Runs the model; sets the graph and, the first time, logits and what follows from them.</summary>
    protected void RunForward()
    {
        ReleaseGraph();
        using var scope = NewDisposeScope();
        using (MovesStatistics ? null : Context.KeepStatistics())
            _graph = Context.RunModel(this, Batch.Inputs).DetachFromDisposeScope();
        if (_logits is not null) return;
        using var _ = no_grad();
        _logits = _graph.detach().DetachFromDisposeScope();
        if (!MeasuresLosses) return;
        if (MovesStatistics) Context.Loss.Observe(Batch, _logits);
        _losses = Context.Loss.Losses(Batch, _logits).DetachFromDisposeScope();
        _logitScales = Context.Loss.Scales(Batch, _logits).DetachFromDisposeScope();
        if (!DefersNorms) FindNorms();
    }

    /// <summary>
    /// Computes the per-example gradient norms, where they are recorded and not there yet. Needs the graph, and leaves it.
    /// </summary>
    protected void FindNorms()
    {
        if (_gradientNorms is not null || !RecordsNorms) return;
        using var _ = no_grad();
        using var magnitudes = Magnitude.OfGroups(LogitScales, PerExample);
        SetNorms(PerExampleSquaredNorms(magnitudes), magnitudes);
    }

    /// <summary>Sets the per-example gradient norms.</summary>
    /// <param name="squares">The squared norms of gradients over the size of their logit scales: [B].</param>
    /// <param name="magnitudes">That size: [B].</param>
    protected void SetNorms(Tensor squares, Tensor magnitudes) => _gradientNorms ??= (squares.sqrt() * magnitudes).DetachFromDisposeScope();

    /// <summary>Releases everything that only a backward pass needs.</summary>
    protected void ReleaseGraph()
    {
        foreach (var call in _recorded) call.Dispose();
        _recorded.Clear();
        _calls.Clear();
        _graph?.Dispose();
        _graph = null;
    }

    /// <summary>Keeps a call, where the pass records and the output has a gradient.</summary>
    protected Tensor Record(
        TrackedLayer layer, Tensor input, Tensor output, bool isPerturbed, OwnWeights? weights = null)
    {
        _calls[layer] = _calls.GetValueOrDefault(layer) + 1;
        if (!Records || !output.requires_grad) return output;
        _recorded.Add(new RecordedCall(layer, input, output, isPerturbed, weights));
        // Sequential disposes what it is given as soon as the next layer has taken it.
        return output.alias();
    }

    /// <summary>The calls that have a gradient, by layer. Output gradients belong to the current dispose scope.</summary>
    /// <param name="upstream">The gradient in the logits: the logit scales are the losses'.</param>
    /// <param name="retainGraph">Whether the graph is used again.</param>
    protected IEnumerable<IGrouping<TrackedLayer, LayerCall>> DifferentiatedCalls(Tensor upstream, bool retainGraph)
    {
        // Only the outputs' gradients are computed, none of the weights'.
        var gradients = PassContext.Differentiate(Graph, upstream, [.. _recorded.Select(call => call.Output)], retainGraph);
        ThrowIfBackwardFailed();
        return _recorded.Zip(gradients).Where(call => call.Second is not null)
            .GroupBy(call => call.First.Layer, call => call.First.With(call.Second!));
    }

    /// <summary>Throws what went wrong in a backward pass and could not be thrown there.</summary>
    protected virtual void ThrowIfBackwardFailed()
    {
    }

    private Tensor PerExampleSquaredNorms(Tensor magnitudes)
    {
        using var scope = NewDisposeScope();
        using var casts = Context.Precision.BeginCasts();
        if (Records) Context.AllowLayerLoops();
        var squares = LogitScales.new_zeros(Batch.Size);
        var upstream = Magnitude.Divide(LogitScales, magnitudes, PerExample);
        // Without rules there is one example.
        if (!Records)
            return squares.add(ShiftedWeights.SquaredNorm(Context.ParameterGradients(Graph, upstream, retainGraph: true), squares))
                .MoveToOuterDisposeScope();
        foreach (var calls in DifferentiatedCalls(upstream, retainGraph: true))
        {
            using var layerScope = NewDisposeScope();
            using var share = Context.Memory.NewShare();
            using var gradients = share.Gradients(calls.Key.Rule, [.. calls.Select(call => call.Whole())], PerExample);
            squares.add_(gradients.SquaredNorms());
        }

        return squares.MoveToOuterDisposeScope();
    }

    private static ComponentException NoLinearLayer() =>
        new("The model has no linear layer, so there are no last hidden activations to penalise; choose a model that ends in one.");
}
