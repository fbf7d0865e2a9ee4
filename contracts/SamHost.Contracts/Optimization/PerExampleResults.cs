using System.Diagnostics.CodeAnalysis;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Contracts.Optimization;

/// <summary>
/// What a step saw of each example, in the order of the batch. Owns its tensors, all detached [B]; the host disposes it when
/// every observer has seen it. Those that follow from the passes of a step are computed when they are first read: by one thread at a time,
/// and before it is disposed.
/// </summary>
/// <remarks>The weights are those of Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676).</remarks>
public sealed class PerExampleResults : IDisposable
{
    private readonly Passes? _passes;
    private Tensor? _margin;
    private Tensor? _logitWeight;
    private Tensor? _weight;

    /// <summary>Results of a rule that computes them itself.</summary>
    public PerExampleResults()
    {
    }

    // Margin and weights are found when they are first read.
    [SetsRequiredMembers]
    private PerExampleResults(Tensor loss, Tensor? gradientNorm, Passes passes) =>
        (Loss, Margin, LogitWeight, GradientNorm, _passes) = (loss, null!, null!, gradientNorm, passes);

    /// <summary>The loss at w, in nats.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>
    /// The margin at w, as of <see cref="LogitLoss.Margins"/>: negative where another class than the given label is predicted.
    /// </summary>
    public required Tensor Margin
    {
        get => _margin ??= _passes!.Margins();
        init => _margin = value;
    }

    /// <summary>The gradient norm at w, ||g_i(w)||; null where the rule does not need it and nothing asked for it.</summary>
    public Tensor? GradientNorm { get; init; }

    /// <summary>
    /// The logit weight, ||s_i(w + eps_i)|| / ||s_i(w)||: how much the perturbation scales the example up through its logits. 1 where
    /// the rule perturbs nothing.
    /// </summary>
    public required Tensor LogitWeight
    {
        get => _logitWeight ??= _passes!.LogitWeights(Loss);
        init => _logitWeight = value;
    }

    /// <summary>
    /// The total weight, ||g_i(w + eps_i)|| / ||g_i(w)||; null where nothing asked for it (it needs the norms of both passes). Total
    /// weight / logit weight is the Jacobian weight.
    /// </summary>
    public Tensor? Weight
    {
        get => _weight ??= _passes?.Weights(Loss, GradientNorm);
        init => _weight = value;
    }

    /// <summary>The tensors that are there, with the names of their properties: without those that nobody has read.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> Computed
    {
        get
        {
            yield return (nameof(Loss), Loss);
            if (_margin is not null || _passes is null) yield return (nameof(Margin), Margin);
            if (_logitWeight is not null || _passes is null) yield return (nameof(LogitWeight), LogitWeight);
            if (_weight is not null) yield return (nameof(Weight), _weight);
            if (GradientNorm is not null) yield return (nameof(GradientNorm), GradientNorm);
        }
    }

    /// <summary>Collects the results of the two passes of a step.</summary>
    /// <param name="batch">The batch of both passes.</param>
    /// <param name="atWeights">The pass at w.</param>
    /// <param name="perturbed">The pass at w + eps_i; null for a rule without one.</param>
    public static PerExampleResults From(Batch batch, IForwardPass atWeights, IForwardPass? perturbed)
    {
        using var _ = no_grad();
        return new PerExampleResults(
            Own(atWeights.Losses)!, Own(atWeights.GradientNorms),
            new Passes(
                Own(atWeights.Logits)!, Own(batch.Labels)!,
                perturbed is null ? null : (Own(atWeights.LogitScales)!, Own(perturbed.LogitScales)!), Own(perturbed?.GradientNorms)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in Computed) tensor.Dispose();
        _passes?.Dispose();
    }

    // The passes dispose theirs.
    private static Tensor? Own(Tensor? tensor) => tensor?.alias().DetachFromDisposeScope();

    /// <summary>What the two passes of a step leave. Owns its tensors.</summary>
    /// <param name="Logits">At w: [B, C].</param>
    /// <param name="Labels">The given labels: [B].</param>
    /// <param name="Scales">The logit scales at w and at w + eps_i: [B, C] each; null for a rule without a perturbation.</param>
    /// <param name="PerturbedNorms">The gradient norms at w + eps_i: [B]; null where they were not asked for.</param>
    private sealed record Passes(Tensor Logits, Tensor Labels, (Tensor Before, Tensor After)? Scales, Tensor? PerturbedNorms) : IDisposable
    {
        public Tensor Margins() => Find(() => LogitLoss.Margins(Logits, Labels));

        public Tensor LogitWeights(Tensor losses) =>
            Find(() => Scales is var (before, after) ? Ratio(Lengths(after), Lengths(before)) : ones_like(losses));

        public Tensor? Weights(Tensor losses, Tensor? norms) =>
            Scales is null ? Find(() => ones_like(losses))
            : PerturbedNorms is { } after && norms is not null ? Find(() => Ratio(after, norms))
            : null;

        public void Dispose()
        {
            Logits.Dispose();
            Labels.Dispose();
            Scales?.Before.Dispose();
            Scales?.After.Dispose();
            PerturbedNorms?.Dispose();
        }

        private static Tensor Find(Func<Tensor> find)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            return find().DetachFromDisposeScope();
        }

        // An example without a gradient is not perturbed: its weight is 1, not 0/0. A weight too large for its type is the largest that
        // there is.
        private static Tensor Ratio(Tensor after, Tensor before) =>
            where(before == 0, ones_like(before), (after / before).clamp_max(finfo(after.dtype).max));

        // The squares of what is small, or large, are beyond a type's numbers before the length is.
        private static Tensor Lengths(Tensor scales)
        {
            var largest = scales.abs().amax([1L], keepdim: true);
            var unit = where(largest == 0, ones_like(largest), largest);
            return ((scales / unit).square().sum([1L], keepdim: true).sqrt() * unit).squeeze(1);
        }
    }
}
