using SamHost.Contracts.Gradients;
using TorchSharp;
using TorchSharp.Modules;
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

    public IForwardPass Perturb(double rho, int groupSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rho);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        Refresh();
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

    /// <summary>Why the rules do not account for the model's gradients, on this batch; null where they do.</summary>
    public static string? FindUnaccounted(PassContext context, Batch batch)
    {
        using var scope = NewDisposeScope();
        // A few examples show it, in little memory.
        var count = Math.Min(batch.Size, 4);
        using var pass = new WeightsPass(
            context, new Batch(batch.Inputs.narrow(0, 0, count), batch.Labels.narrow(0, 0, count), batch.Indices.narrow(0, 0, count)), records: true);
        using var _ = no_grad();
        return pass.MixesExamples()
            ? "a layer mixes the examples of a batch, or does not have them in its first dimension"
            : pass.FindUnaccountedParameter() is { } parameter
                ? $"the weight '{parameter}' is used outside its layer's call, or that layer's output is changed in place"
                : null;
    }

    /// <summary>Whether the logits of the first example depend on what a layer returns for another one.</summary>
    private bool MixesExamples()
    {
        var first = LogitScales * (arange(Batch.Size, device: LogitScales.device) == 0).unsqueeze(1);
        var gradients = PassContext.Differentiate(Graph, first, [.. Recorded.Select(call => call.Output)], retainGraph: true);
        return gradients.OfType<Tensor>().Any(gradient =>
            gradient.shape[0] != Batch.Size || (Batch.Size > 1 && gradient.narrow(0, 1, Batch.Size - 1).count_nonzero().ToInt64() > 0));
    }

    private string? FindUnaccountedParameter()
    {
        var byRules = new Dictionary<Parameter, Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var (parameter, gradient) in DifferentiatedCalls(retainGraph: true).SelectMany(calls => calls.Key.Rule.BatchGradients([.. calls])))
            byRules[parameter] = byRules.TryGetValue(parameter, out var others) ? others + gradient : gradient;

        var expected = Context.ParameterGradients(Graph, LogitScales, retainGraph: false);
        var tolerance = Logits.dtype == ScalarType.Float64 ? 1e-8 : 1e-3;
        var scale = expected.OfType<Tensor>().Sum(gradient => gradient.norm().ToDouble());
        foreach (var ((name, parameter), gradient) in Context.Structure.Parameters.Zip(expected))
        {
            var difference = (gradient ?? zeros_like(parameter)) - byRules.GetValueOrDefault(parameter, zeros_like(parameter));
            // Also where it is not a number.
            if (!(difference.norm().ToDouble() <= tolerance * scale)) return name;
        }

        return null;
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
        _shiftSince = new ShiftedWeights(Context.Parameters, gradients, rho);
        return new WeightsPass(Context, Batch, Records && Context.RecordNorms, _shiftSince);
    }

    private PerturbedPass PerturbGroups(double rho, Grouping groups)
    {
        Context.Structure.RequireSeparateExamples();
        using var scope = NewDisposeScope();
        using var perturbation = new Perturbation();
        var squaredNorms = LogitScales.new_zeros(groups.Count);
        var keepsGraph = Context.KeepsAscentGraph;
        Context.Memory.Reset();
        using (no_grad())
        {
            foreach (var calls in DifferentiatedCalls(keepsGraph))
            {
                using var layerScope = NewDisposeScope();
                var gradients = Context.Memory.Gradients(calls.Key.Rule, [.. calls], groups);
                perturbation.Add(calls.Key, gradients, CallsOf(calls.Key));
                squaredNorms.add_(gradients.SquaredNorms());
                foreach (var call in calls) call.OutputGradient.Dispose();
            }

            if (groups.GroupSize == 1) GradientNorms ??= squaredNorms.sqrt().DetachFromDisposeScope();
        }

        if (!keepsGraph)
        {
            ReleaseGraph();
            _isStale = true;
        }

        _perturbed = true;
        perturbation.StepSizes = ShiftedWeights.StepSize(squaredNorms, rho);
        return new PerturbedPass(Context, Batch, perturbation);
    }
}
