using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>A pass at weights that all examples share: w, or w displaced as a whole.</summary>
internal sealed class WeightsPass : BatchPass, IAscent
{
    private readonly ShiftedWeights? _shift;
    private ShiftedWeights? _shiftSince;
    private bool _isStale;
    private bool _perturbed;
    private bool _usedAfterPerturbing;

    /// <summary>A pass.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="records">Whether layer inputs and outputs are kept, for per-example norms and perturbations.</param>
    /// <param name="shift">What displaces the weights, taken back after the backward pass; null at w.</param>
    public WeightsPass(PassContext context, Batch batch, bool records, ShiftedWeights? shift = null)
        : base(context, batch, records)
    {
        _shift = shift;
        RunForward();
    }

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
        using var scope = NewDisposeScope();
        Context.ClearGradients();
        var objective = (Graph * (scaleFrom.LogitScales / Batch.Size)).sum();
        if (penalty is not null) objective += penalty;
        // Nothing is trainable where it does not require a gradient.
        if (objective.requires_grad) objective.backward();
        _shift?.Dispose();
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
        RunForward();
        _isStale = false;
    }

    private WeightsPass PerturbTogether(double rho)
    {
        using var scope = NewDisposeScope();
        var gradients = Context.ParameterGradients(Graph, LogitScales, retainGraph: false);
        ReleaseGraph();
        // The graph is used up, and the weights that it was made at are about to be written to.
        _isStale = true;
        Context.Displacement = _shiftSince = new ShiftedWeights(Context.Parameters, gradients, rho);
        try
        {
            return new WeightsPass(Context, Batch, Records && Context.RecordNorms, _shiftSince);
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
        var keepsGraph = Context.KeepsAscentGraph;
        using (no_grad())
        {
            foreach (var calls in DifferentiatedCalls(LogitScales, keepsGraph))
            {
                using var layerScope = NewDisposeScope();
                squaredNorms.add_(perturbation.Add(calls.Key, [.. calls], groups, CallsOf(calls.Key)));
                foreach (var call in calls) call.OutputGradient.Dispose();
            }

            if (groups.GroupSize == 1) GradientNorms ??= squaredNorms.sqrt().DetachFromDisposeScope();
            perturbation.SetStepSizes(ShiftedWeights.StepSize(squaredNorms, rho));
        }

        if (!keepsGraph)
        {
            ReleaseGraph();
            _isStale = true;
        }

        _perturbed = true;
    }
}
