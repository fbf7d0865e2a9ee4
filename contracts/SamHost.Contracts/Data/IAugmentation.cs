using SamHost.Contracts.Gradients;

namespace SamHost.Contracts.Data;

/// <summary>
/// An augmentation component: changes the inputs of each batch before the optimizer sees them. The augmentations of a study form a chain,
/// in the order of the configuration; one instance serves one run. Evaluations see the inputs as they are.
/// </summary>
/// <remarks>
/// All passes of a step see the same augmented inputs, so a rule stays exact. Draw from <see cref="AugmentationContext.Generator"/> alone:
/// a run that is interrupted then goes on as if it never had been. Labels stay what they are; for mixup see <see cref="Batch.Mix"/>.
/// Tensors made during the call are disposed after the step.
/// </remarks>
public interface IAugmentation
{
    /// <summary>Augments a batch.</summary>
    /// <param name="batch">The batch, as the augmentations before this one left it; borrowed, and not to be changed in place.</param>
    /// <param name="context">The random numbers of the step, and how an input is looked at.</param>
    /// <returns>
    /// The batch with other inputs, by <c>batch with { Inputs = ... }</c> or <see cref="Batch.Mix"/>: their shape, type and device are
    /// those of the batch.
    /// </returns>
    Batch Augment(Batch batch, AugmentationContext context);
}
