namespace SamHost.Contracts.Gradients;

/// <summary>
/// Per-example gradients of the run's model, in the passes of sharpness-aware minimisation.
/// </summary>
/// <remarks>
/// Notation and rules: Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676). With J_i the Jacobian of example i's logits
/// in the weights and s_i its logit scale, example i's gradient is g_i = J_i^T s_i.
/// </remarks>
public interface IPerExampleGradients
{
    /// <summary>A plain forward pass at the weights w. The cheapest pass: nothing is kept for perturbations.</summary>
    /// <returns>The pass; the caller disposes it.</returns>
    IForwardPass Forward(Batch batch);

    /// <summary>Pass 1: a forward pass at the weights w that can be perturbed.</summary>
    /// <returns>The pass; the caller disposes it, after the passes made from it.</returns>
    IAscent Ascend(Batch batch);
}
