using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Contracts.Optimization;

/// <summary>
/// What a step saw of each example, in the order of the batch. Owns its tensors, all detached [B]; the host disposes it when
/// every observer has seen it.
/// </summary>
/// <remarks>The weights are those of Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676).</remarks>
public sealed class PerExampleResults : IDisposable
{
    /// <summary>The loss at w, in nats.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>
    /// The margin at w, as of <see cref="LogitLoss.Margins"/>: negative where another class than the given label is predicted.
    /// </summary>
    public required Tensor Margin { get; init; }

    /// <summary>The gradient norm at w, ||g_i(w)||; null where the rule does not need it and nothing asked for it.</summary>
    public Tensor? GradientNorm { get; init; }

    /// <summary>
    /// The logit weight, ||s_i(w + eps_i)|| / ||s_i(w)||: how much the perturbation scales the example up through its logits. 1 where
    /// the rule perturbs nothing.
    /// </summary>
    public required Tensor LogitWeight { get; init; }

    /// <summary>
    /// The total weight, ||g_i(w + eps_i)|| / ||g_i(w)||; null where nothing asked for it (it needs the norms of both passes). Total
    /// weight / logit weight is the Jacobian weight.
    /// </summary>
    public Tensor? Weight { get; init; }

    /// <summary>Collects the results of the two passes of a step.</summary>
    /// <param name="batch">The batch of both passes.</param>
    /// <param name="atWeights">The pass at w.</param>
    /// <param name="perturbed">The pass at w + eps_i; null for a rule without one.</param>
    public static PerExampleResults From(Batch batch, IForwardPass atWeights, IForwardPass? perturbed)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var loss = atWeights.Losses.detach().clone();
        var norms = atWeights.GradientNorms;
        return new PerExampleResults
        {
            Loss = loss.DetachFromDisposeScope(),
            Margin = LogitLoss.Margins(atWeights.Logits, batch.Labels).DetachFromDisposeScope(),
            GradientNorm = norms?.clone().DetachFromDisposeScope(),
            LogitWeight = (perturbed is null
                ? ones_like(loss)
                : Ratio(Lengths(perturbed.LogitScales), Lengths(atWeights.LogitScales))).DetachFromDisposeScope(),
            Weight = (perturbed is null
                ? ones_like(loss)
                : perturbed.GradientNorms is { } after && norms is not null ? Ratio(after, norms) : null)?.DetachFromDisposeScope(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Loss.Dispose();
        Margin.Dispose();
        GradientNorm?.Dispose();
        LogitWeight.Dispose();
        Weight?.Dispose();
    }

    // An example without a gradient is not perturbed: its weight is 1, not 0/0. A weight too large for its type is the largest that there
    // is.
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
