using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A pass that goes through the batch one example at a time: exact for any model that treats examples separately, slow, and the measure of
/// the fast rules. Group gradients are recomputed wherever they are needed, so that no more than one is ever held.
/// </summary>
internal sealed class LoopPass : IAscent
{
    private readonly PassContext _context;
    private readonly Batch _batch;
    private readonly Grouping? _groups;
    private readonly double _rho;

    // The size of each group's logit scales at w: [G].
    private readonly Tensor? _magnitudes;

    // One perturbation for the whole batch needs no loop; logits and the rest are then those of this pass.
    private WeightsPass? _together;
    private Tensor? _logits;
    private Tensor? _losses;
    private Tensor? _logitScales;
    private Tensor? _gradientNorms;

    /// <summary>A pass at the weights w. Nothing is computed before something depends on it.</summary>
    public LoopPass(PassContext context, Batch batch)
    {
        _context = context;
        _batch = batch;
    }

    private LoopPass(PassContext context, Batch batch, Grouping groups, double rho, Tensor magnitudes)
        : this(context, batch)
    {
        _groups = groups;
        _rho = rho;
        _magnitudes = magnitudes.DetachFromDisposeScope();
        Evaluate();
    }

    public Tensor Logits => _together?.Logits ?? Evaluate()._logits!;

    public Tensor Losses => _together?.Losses ?? Evaluate()._losses!;

    public Tensor LogitScales => _together?.LogitScales ?? Evaluate()._logitScales!;

    public Tensor? GradientNorms => _together?.GradientNorms ?? _gradientNorms;

    public Tensor LastHidden => Together().LastHidden;

    public Tensor LastWeight => Together().LastWeight;

    public IForwardPass Perturb(double rho, int groupSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rho);
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        if (groupSize >= _batch.Size) return Together().Perturb(rho, groupSize);
        _context.RequireNoOtherPass();
        Evaluate();
        _together?.LoseGraph();
        using var scope = NewDisposeScope();
        var groups = new Grouping(_batch.Size, groupSize);
        return new LoopPass(_context, _batch, groups, rho, Magnitude.OfGroups(_logitScales!, groups));
    }

    public void Backward(IForwardPass scaleFrom, Tensor? penalty = null)
    {
        if (_together is not null)
        {
            _together.Backward(scaleFrom, penalty);
            return;
        }

        Evaluate();
        _context.RequireNoOtherPass();
        using var statistics = _context.KeepStatistics();
        // Before anything is written to the weights, on which its graph depends.
        var penaltyGradients = penalty is null
            ? null
            : PassContext.Differentiate(penalty, ones_like(penalty), _context.Parameters, retainGraph: false);
        _context.ClearGradients();
        ForEachExample(example =>
        {
            var logits = RunExample(example);
            var objective = (logits * (scaleFrom.LogitScales.narrow(0, example, 1) / _batch.Size)).sum();
            if (objective.requires_grad) objective.backward();
        });
        if (penaltyGradients is null) return;
        foreach (var (parameter, gradient) in _context.Parameters.Zip(penaltyGradients)) PassContext.AddGradient(parameter, gradient);
    }

    public void Dispose()
    {
        _together?.Dispose();
        _logits?.Dispose();
        _losses?.Dispose();
        _logitScales?.Dispose();
        _gradientNorms?.Dispose();
        _magnitudes?.Dispose();
    }

    private WeightsPass Together()
    {
        if (_together is not null) return _together;
        if (_groups is not null)
            throw new InvalidOperationException(
                "A pass that perturbs each example has no graph of the whole batch; take the penalty from the pass at w.");
        _context.RequireNoOtherPass();
        using (_logits is null ? null : _context.KeepStatistics())
            return _together = new WeightsPass(_context, _batch, records: false, isAscent: true, isOfOne: _batch.Size == 1);
    }

    /// <summary>Computes what the optimizer may ask for, before it steps the weights.</summary>
    private LoopPass Evaluate()
    {
        if (_logits is not null) return this;
        _context.RequireNoOtherPass();
        _context.AllowLoop();
        using var scope = NewDisposeScope();
        using (_groups is null && _together is null ? null : _context.KeepStatistics()) _logits = ComputeLogits();
        using (no_grad())
        {
            if (_groups is null) _context.Loss.Observe(_batch, _logits);
            _losses = _context.Loss.Losses(_batch, _logits).DetachFromDisposeScope();
            _logitScales = _context.Loss.Scales(_batch, _logits).DetachFromDisposeScope();
        }

        if (_context.RecordNorms) _gradientNorms = ComputeGradientNorms();
        return this;
    }

    private Tensor ComputeLogits()
    {
        var rows = new Tensor[_batch.Size];
        using var scope = NewDisposeScope();
        ForEachExample(example =>
        {
            using var _ = no_grad();
            rows[example] = RunExample(example).MoveToOuterDisposeScope();
        });
        return cat(rows).DetachFromDisposeScope();
    }

    private Tensor ComputeGradientNorms()
    {
        var squares = new Tensor[_batch.Size];
        using var scope = NewDisposeScope();
        using var statistics = _context.KeepStatistics();
        var magnitudes = Magnitude.OfGroups(_logitScales!, new Grouping(_batch.Size, 1));
        ForEachExample(
            example =>
                squares[example] = ShiftedWeights.SquaredNorm(SumGradients([example], magnitudes[example]), magnitudes)
                    .MoveToOuterDisposeScope());
        return (stack(squares).sqrt() * magnitudes).detach().DetachFromDisposeScope();
    }

    /// <summary>Visits every example while the weights are those that it sees in this pass, each within a dispose scope.</summary>
    private void ForEachExample(Action<int> visit)
    {
        var groups = _groups ?? new Grouping(_batch.Size, _batch.Size);
        for (var group = 0; group < groups.Count; group++)
        {
            int[] members = [.. groups.Members(group)];
            using var shift = _groups is null ? null : Shift(group, members);
            foreach (var example in members)
            {
                using var scope = NewDisposeScope();
                visit(example);
            }
        }
    }

    private ShiftedWeights Shift(int group, int[] members)
    {
        using var scope = NewDisposeScope();
        return new ShiftedWeights(_context.Parameters, SumGradients(members, _magnitudes![group]), _rho);
    }

    /// <summary>The summed gradient of some examples at the present weights, over the size of their logit scales.</summary>
    private Tensor?[] SumGradients(int[] members, Tensor magnitude)
    {
        var sums = new Tensor?[_context.Parameters.Count];
        foreach (var example in members)
        {
            var logits = RunExample(example);
            using var scales = _context.Loss.Scales(_batch.Narrow(example, 1), logits.detach());
            var gradients = _context.ParameterGradients(logits, scales / magnitude, retainGraph: false);
            for (var i = 0; i < sums.Length; i++)
                sums[i] = sums[i] is { } sum && gradients[i] is { } gradient ? sum + gradient : sums[i] ?? gradients[i];
        }

        return sums;
    }

    private Tensor RunExample(int example) => _context.RunModel(_batch.Inputs.narrow(0, example, 1), stream: example + 1);
}
