using SamHost.Contracts.Gradients;
using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>A pass at weights that all examples share: w, or w displaced as a whole.</summary>
internal sealed class WeightsPass : BatchPass, IAscent
{
    private readonly ShiftedWeights? _shift;
    private readonly bool _isAscent;
    private readonly bool _isOfOne;
    private ShiftedWeights? _shiftSince;
    private bool _isStale;
    private bool _perturbed;
    private bool _usedAfterPerturbing;
    private bool _hasGivenHidden;

    /// <summary>A pass.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="records">Whether layer inputs and outputs are kept, for per-example norms and perturbations.</param>
    /// <param name="isAscent">Whether it is made to be perturbed.</param>
    /// <param name="isOfOne">
    /// Whether the batch is one example, whose gradient is the batch's: for a model of which no layer's rule gives the norm.
    /// </param>
    /// <param name="composes">Whether the pass that it is made from computes modules out of their parts.</param>
    /// <param name="shift">What displaces the weights, taken back after the backward pass; null at w.</param>
    public WeightsPass(
        PassContext context, Batch batch, bool records, bool isAscent = false, bool isOfOne = false, ShiftedWeights? shift = null,
        bool composes = false)
        : base(context, batch, records)
    {
        Composes = records || composes;
        _shift = shift;
        _isAscent = isAscent;
        _isOfOne = isOfOne;
        RunForward();
    }

    public override bool Composes { get; }

    public override Tensor? GradientNorms
    {
        get
        {
            if (!_isStale) FindNorms();
            return base.GradientNorms;
        }
    }

    public override Tensor LastHidden
    {
        get
        {
            // Not while a pass made from this one has the weights.
            if (_shiftSince is not { IsInForce: true }) Refresh();
            _hasGivenHidden = true;
            return base.LastHidden;
        }
    }

    protected override bool RecordsNorms => base.RecordsNorms || (_isOfOne && Context.RecordNorms);

    // A perturbation for each example computes them on its way.
    protected override bool DefersNorms => _isAscent;

    protected override bool MovesStatistics => _shift is null && !_isStale;

    public IForwardPass Perturb(double rho, int groupSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rho);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        Refresh();
        Context.RequireNoOtherPass();
        return groupSize >= Batch.Size ? PerturbTogether(rho) : PerturbGroups(rho, new Grouping(Batch.Size, groupSize));
    }

    public override void Backward(IForwardPass scaleFrom, Tensor? penalty = null)
    {
        Refresh();
        FindNorms();
        using var scope = NewDisposeScope();
        Context.ClearGradients();
        var scales = scaleFrom.LogitScales / Batch.Size;
        // Nothing is trainable where nothing requires a gradient.
        if (penalty is { requires_grad: true }) ((Graph * scales).sum() + penalty).backward();
        else if (Graph.requires_grad) autograd.backward([Graph], [scales]);
        _shift?.Dispose();
    }

    /// <summary>The weights are about to be written to, on which the graph depends; or its memory is better used elsewhere.</summary>
    public void LoseGraph()
    {
        ReleaseGraph();
        _isStale = true;
    }

    public override void Dispose()
    {
        _shift?.Dispose();
        _shiftSince?.Dispose();
        // The next step does as this one did: a rule that comes back to this pass finds its graph, any other has the memory.
        if (_perturbed) Context.KeepsAscentGraph = _usedAfterPerturbing;
        base.Dispose();
    }

    /// <summary>Makes the graph again, at the weights it was made at, where it no longer holds.</summary>
    private void Refresh()
    {
        if (_perturbed) _usedAfterPerturbing = true;
        if (!_isStale) return;
        _shiftSince?.Dispose();
        Context.RequireNoOtherPass();
        RunForward();
        _isStale = false;
    }

    private WeightsPass PerturbTogether(double rho)
    {
        FindNorms();
        using var scope = NewDisposeScope();
        var batch = new Grouping(Batch.Size, Batch.Size);
        var magnitude = Magnitude.OfGroups(LogitScales, batch);
        var gradients = Context.ParameterGradients(Graph, Magnitude.Divide(LogitScales, magnitude, batch), retainGraph: false);
        // A batch of one has what it would have as a group of one in a larger batch.
        if (Records && Batch.Size == 1) SetNorms(ShiftedWeights.SquaredNorm(gradients, magnitude).detach(), magnitude);
        LoseGraph();
        Context.Displacement = _shiftSince = new ShiftedWeights(Context.Parameters, gradients, rho);
        try
        {
            return new WeightsPass(
                Context, Batch, Records && Context.RecordNorms, isOfOne: _isOfOne, shift: _shiftSince,
                composes: Composes && Context.Structure.IsRandomInParts);
        }
        catch
        {
            _shiftSince.Dispose();
            throw;
        }
    }

    private PerturbedPass PerturbGroups(double rho, Grouping groups)
    {
        Context.Structure.RequireSeparateExamples();
        Context.AllowLayerLoops();
        if (groups.GroupSize > 1) FindNorms();
        using var scope = NewDisposeScope();
        var perturbation = new Perturbation(Context.Memory);
        try
        {
            Displace(perturbation, rho, groups);
            return new PerturbedPass(Context, Batch, perturbation);
        }
        catch
        {
            perturbation.Dispose();
            throw;
        }
    }

    private void Displace(Perturbation perturbation, double rho, Grouping groups)
    {
        var squaredNorms = LogitScales.new_zeros(groups.Count);
        // A penalty may hang on it.
        var keepsGraph = (Context.KeepsAscentGraph || _hasGivenHidden) && !Context.Structure.WritesWeights;
        using (no_grad())
        {
            using var casts = Context.Precision.BeginCasts();
            var magnitudes = Magnitude.OfGroups(LogitScales, groups);
            foreach (var calls in DifferentiatedCalls(Magnitude.Divide(LogitScales, magnitudes, groups), keepsGraph))
            {
                using var layerScope = NewDisposeScope();
                LayerCall[] whole = [.. calls.Select(call => call.Whole())];
                squaredNorms.add_(perturbation.Add(calls.Key, whole, groups, CallsOf(calls.Key)));
                foreach (var call in calls) call.OutputGradient.Dispose();
            }

            if (groups.GroupSize == 1) SetNorms(squaredNorms, magnitudes);
            perturbation.SetStepSizes(ShiftedWeights.StepSize(squaredNorms, rho));
        }

        if (!keepsGraph) LoseGraph();
        _perturbed = true;
    }
}
