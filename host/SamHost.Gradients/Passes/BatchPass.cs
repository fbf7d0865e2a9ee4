using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Gradients.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A pass that takes the whole batch at once. Its graph, and the layer inputs and outputs that it recorded, live until it is disposed.
/// </summary>
internal sealed class BatchPass : IAscent
{
    private readonly PassContext _context;
    private readonly Batch _batch;
    private readonly bool _records;
    private readonly List<(TrackedLayer Layer, Tensor Input, Tensor Output)> _recorded = [];
    private readonly ShiftedWeights? _shift;
    private Perturbation? _perturbation;
    private ShiftedWeights? _shiftSince;
    private Tensor _graph;
    private Tensor? _lastHidden;
    private Linear? _lastLinear;

    /// <summary>A pass at the weights w.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="records">Whether layer inputs and outputs are kept, for per-example norms and perturbations.</param>
    public BatchPass(PassContext context, Batch batch, bool records)
        : this(context, batch, records, perturbation: null, shift: null)
    {
    }

    private BatchPass(PassContext context, Batch batch, bool records, Perturbation? perturbation, ShiftedWeights? shift)
    {
        _context = context;
        _batch = batch;
        _records = records;
        _perturbation = perturbation;
        _shift = shift;
        _graph = RunForward();
        _perturbation = null;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Logits = _graph.detach().DetachFromDisposeScope();
        Losses = LogitLoss.Losses(Logits, batch.Labels).DetachFromDisposeScope();
        LogitScales = LogitLoss.Scales(Logits, batch.Labels).DetachFromDisposeScope();
        if (records && context.RecordNorms)
            GradientNorms = SquaredNorms(GradientsByLayer(PerExample), PerExample).sqrt().DetachFromDisposeScope();
    }

    public Tensor Logits { get; }

    public Tensor Losses { get; }

    public Tensor LogitScales { get; }

    public Tensor? GradientNorms { get; private set; }

    public Tensor LastHidden => _lastHidden ?? throw NoLinearLayer();

    public Tensor LastWeight => _lastLinear?.weight ?? throw NoLinearLayer();

    private Grouping PerExample => new(_batch.Size, 1);

    public IForwardPass Perturb(double rho, int groupSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rho);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        return groupSize >= _batch.Size && _batch.Size > 1 ? PerturbTogether(rho) : PerturbGroups(rho, new Grouping(_batch.Size, groupSize));
    }

    public void Backward(IForwardPass scaleFrom, Tensor? penalty = null)
    {
        if (_shiftSince is not null)
        {
            // The weights were written to after this pass, so that its graph no longer holds: make it again, at the weights it was made at.
            _shiftSince.Dispose();
            _graph.Dispose();
            _graph = RunForward();
        }

        using var scope = NewDisposeScope();
        _context.ClearGradients();
        var objective = (_graph * (scaleFrom.LogitScales / _batch.Size)).sum();
        if (penalty is not null) objective += penalty;
        // Nothing is trainable where it does not require a gradient.
        if (objective.requires_grad) objective.backward();
        _shift?.Dispose();
    }

    public void Dispose()
    {
        _shift?.Dispose();
        ForgetRecorded();
        _graph.Dispose();
        Logits.Dispose();
        Losses.Dispose();
        LogitScales.Dispose();
        GradientNorms?.Dispose();
    }

    /// <summary>
    /// The name of a trainable parameter whose gradient the rules do not account for, on this batch; null where they account for all.
    /// </summary>
    public static string? FindUnaccounted(PassContext context, Batch batch)
    {
        using var scope = NewDisposeScope();
        using var pass = new BatchPass(context, batch, records: true);
        using var _ = no_grad();
        var byRules = new Dictionary<Parameter, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (parameter, gradient) in pass.GradientsByLayer(pass.PerExample).Values.SelectMany(layer => layer.BatchGradients()))
            byRules[parameter] = byRules.TryGetValue(parameter, out var others) ? others + gradient : gradient;

        var expected = context.ParameterGradients(pass._graph, pass.LogitScales, retainGraph: true);
        var tolerance = pass.Logits.dtype == ScalarType.Float64 ? 1e-8 : 1e-3;
        var scale = expected.OfType<Tensor>().Sum(gradient => gradient.norm().ToDouble());
        foreach (var ((name, parameter), gradient) in context.Structure.Parameters.Zip(expected))
        {
            var difference = (gradient ?? zeros_like(parameter)) - byRules.GetValueOrDefault(parameter, zeros_like(parameter));
            // Also where it is not a number.
            if (!(difference.norm().ToDouble() <= tolerance * scale)) return name;
        }

        return null;
    }

    /// <summary>A linear layer was called, trainable or not: it may be the last one.</summary>
    public void SeeLinear(Linear layer, Tensor input)
    {
        _lastHidden?.Dispose();
        _lastHidden = input.alias().DetachFromDisposeScope();
        _lastLinear = layer;
    }

    /// <summary>A layer with a rule was called; what is returned stands in for its output.</summary>
    public Tensor SeeLayer(TrackedLayer layer, Tensor input, Tensor output)
    {
        if (_perturbation is not null && _perturbation.Layers.TryGetValue(layer, out var gradients))
            output = gradients.PerturbedOutput(input, output, _perturbation.StepSizes);
        if (!_records || !output.requires_grad) return output;
        _recorded.Add((layer, input.detach().DetachFromDisposeScope(), output.DetachFromDisposeScope()));
        // Sequential disposes what it is given as soon as the next layer has taken it.
        return output.alias();
    }

    private IForwardPass PerturbTogether(double rho)
    {
        using var scope = NewDisposeScope();
        var gradients = _context.ParameterGradients(_graph, LogitScales, retainGraph: false);
        _shiftSince = new ShiftedWeights(_context.Parameters, gradients, rho);
        return new BatchPass(_context, _batch, _records && _context.RecordNorms, perturbation: null, _shiftSince);
    }

    private IForwardPass PerturbGroups(double rho, Grouping groups)
    {
        _context.Structure.RequireSeparateExamples();
        // Holds what the rules made until the perturbed forward pass has used it.
        using var scope = NewDisposeScope();
        Perturbation perturbation;
        using (no_grad())
        {
            var gradients = GradientsByLayer(groups);
            var squaredNorms = SquaredNorms(gradients, groups);
            if (groups.GroupSize == 1) GradientNorms ??= squaredNorms.sqrt().DetachFromDisposeScope();
            perturbation = new Perturbation(gradients, ShiftedWeights.StepSize(squaredNorms, rho));
        }

        return new BatchPass(_context, _batch, _context.RecordNorms, perturbation, shift: null);
    }

    private Tensor RunForward()
    {
        using var scope = NewDisposeScope();
        ForgetRecorded();
        return _context.Hooks.Run(this, () => _context.RunModel(_batch.Inputs)).DetachFromDisposeScope();
    }

    private Dictionary<TrackedLayer, LayerGradients> GradientsByLayer(Grouping groups)
    {
        // The logit scales are the losses' derivative: only the outputs' gradients are computed, none of the weights'.
        var outputGradients = PassContext.Differentiate(_graph, LogitScales, [.. _recorded.Select(call => call.Output)], retainGraph: true);
        return _recorded.Zip(outputGradients)
            .Where(call => call.Second is not null)
            .GroupBy(call => call.First.Layer, call => new LayerCall(call.First.Input, call.Second!))
            .ToDictionary(calls => calls.Key, calls => calls.Key.Rule(calls.Key.Module, [.. calls], groups));
    }

    private Tensor SquaredNorms(Dictionary<TrackedLayer, LayerGradients> gradients, Grouping groups) =>
        gradients.Count == 0
            ? LogitScales.new_zeros(groups.Count)
            : stack([.. gradients.Values.Select(layer => layer.SquaredNorms())]).sum([0L]);

    private void ForgetRecorded()
    {
        foreach (var (_, input, output) in _recorded)
        {
            input.Dispose();
            output.Dispose();
        }

        _recorded.Clear();
        _lastHidden?.Dispose();
        _lastHidden = null;
    }

    private static ComponentException NoLinearLayer() =>
        new("The model has no linear layer, so there are no last hidden activations to penalise; choose a model that ends in one.");
}
