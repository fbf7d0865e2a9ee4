namespace SamHost.Contracts.Gradients;

/// <summary>Pass 1 of a sharpness-aware step: a forward pass at w that knows how to climb from there.</summary>
public interface IAscent : IForwardPass
{
    /// <summary>
    /// Pass 2: a forward pass in which each example sees its own perturbed weights w + rho g / ||g||, where g is the mean gradient of its
    /// group and the norm is over all trainable parameters together. Where g = 0 the weights are w. One perturbation for the whole batch is
    /// written to the weights themselves until the pass's <c>Backward</c> or its disposal, which puts them back bit for bit: start no other
    /// pass and take no step in between. Smaller groups write nothing. Dropout masks are those of pass 1.
    /// </summary>
    /// <param name="rho">The perturbation radius, in the norm of the weights: not negative.</param>
    /// <param name="groupSize">
    /// m: consecutive examples of the batch share a perturbation in groups of m; the last group may be smaller. 1 (the default)
    /// is one perturbation an example, the batch size or more is one for the batch (naive SAM).
    /// </param>
    /// <returns>The pass; the caller disposes it, before this one.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rho"/> or <paramref name="groupSize"/> is out of range.</exception>
    /// <exception cref="InvalidOperationException">
    /// Another pass has displaced the weights, or is running. The weights are put back.
    /// </exception>
    /// <exception cref="Plugins.ComponentException">
    /// Groups are smaller than the batch, and the model ties examples together (BatchNorm in training mode), so that a per-example
    /// gradient does not exist.
    /// </exception>
    IForwardPass Perturb(double rho, int groupSize = 1);
}
