using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>
/// A loss component: the loss of each example as a function of its own logits, label and index. One instance serves one run. Every rule is
/// exact under any such loss, since example i's gradient is J_i^T s_i, with s_i its logit scale. A loss that keeps something for each
/// example implements <see cref="Training.ICheckpointed"/> too.
/// </summary>
/// <remarks>
/// The losses of steps are this loss: <c>train_loss</c> in <c>metrics.csv</c>, <c>loss</c> in <c>examples.parquet</c>, the traces. Test and
/// validation losses are in cross-entropy whatever the loss, so that studies of losses compare. Tensors made during a call are disposed
/// after the step: keep one with <c>DetachFromDisposeScope</c>.
/// </remarks>
public interface ILoss
{
    /// <summary>
    /// The loss of each example. Of a mixed batch (<see cref="Batch.Mix"/>) it is asked twice: for the examples' own labels and indices,
    /// and for those of their partners, which may repeat.
    /// </summary>
    /// <returns>[B], in nats where the loss has a unit, differentiable in the logits. Example i's depends on no other example.</returns>
    Tensor Losses(LossBatch batch);

    /// <summary>
    /// The logit scale s_i of each example: the derivative of l_i in its logits. The default differentiates <see cref="Losses"/>; a closed
    /// form is faster, and more accurate where it avoids a cancellation.
    /// </summary>
    /// <returns>The shape of the logits.</returns>
    Tensor Scales(LossBatch batch)
    {
        using var scope = NewDisposeScope();
        using var _ = enable_grad();
        using var logits = batch.Logits.detach().requires_grad_();
        var losses = Losses(batch with { Logits = logits });
        return autograd.grad([losses.sum()], [logits])[0].MoveToOuterDisposeScope();
    }

    /// <summary>Called once, before the first step.</summary>
    void Attach(LossContext context)
    {
    }

    /// <summary>
    /// Called once a step, with the logits at the weights w, before the first <see cref="Losses"/> of the step: a loss with a memory of
    /// each example updates it here, and both passes of the step see the same memory. Of a mixed batch these are the logits of the mixed
    /// inputs, under each example's own index.
    /// </summary>
    void Observe(LossBatch batch)
    {
    }
}
