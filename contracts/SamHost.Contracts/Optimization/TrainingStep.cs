using SamHost.Contracts.Gradients;
using TorchSharp.Modules;

namespace SamHost.Contracts.Optimization;

/// <summary>One training step, as an optimizer sees it.</summary>
public sealed class TrainingStep
{
    /// <summary>The batch, in training order.</summary>
    public required Batch Batch { get; init; }

    /// <summary>Per-example gradients of the model.</summary>
    public required IPerExampleGradients Gradients { get; init; }

    /// <summary>
    /// The trainable parameters, whose <c>grad</c> holds the direction after <see cref="IForwardPass.Backward"/>: for a rule that changes
    /// it before the base rule's step. Owned by the model.
    /// </summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>The rule that applies the direction.</summary>
    public required IBaseRule BaseRule { get; init; }

    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The step within the run, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>Collects the per-example results of this step.</summary>
    /// <param name="atWeights">The pass at w.</param>
    /// <param name="perturbed">The pass at w + eps_i; null for a rule without one: its examples all weigh 1.</param>
    /// <returns>Results that the caller hands on; the host disposes them.</returns>
    public PerExampleResults Results(IForwardPass atWeights, IForwardPass? perturbed = null) =>
        PerExampleResults.From(Batch, atWeights, perturbed);
}
