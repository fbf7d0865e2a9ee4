using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a loss to its contract, in float64: scales that are the derivatives of the losses, by finite differences and by autograd; losses
/// that depend on their own example alone; binary models; a state that comes back.
/// </summary>
public static class LossCheck
{
    private const double Step = 1e-6;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the loss.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<ILoss> create)
    {
        using var scope = NewDisposeScope();
        foreach (var logitCount in new long[] { 4, 1 })
        {
            var (loss, batch) = Prepared(create, logitCount);
            var (losses, scales) = (loss.Losses(batch), loss.Scales(batch));
            Check.That(losses.shape.SequenceEqual(batch.Labels.shape) && losses.dtype == batch.Logits.dtype,
                $"Losses returned {Check.Shape(losses)}; right is {batch.Logits.dtype} [{batch.Labels.shape[0]}], one loss an example.");
            Check.That(scales.shape.SequenceEqual(batch.Logits.shape),
                $"Scales returned {Check.Shape(scales)}; right is the shape of the logits, [{string.Join(", ", batch.Logits.shape)}].");
            OwnExampleAlone(loss, batch, losses);
            Differentiable(loss, batch, scales);
        }

        StateComesBack(create);
    }

    private static (ILoss Loss, LossBatch Batch) Prepared(Func<ILoss> create, long logitCount)
    {
        var loss = create();
        manual_seed(3);
        var classes = (int)Math.Max(2, logitCount);
        var batch = new LossBatch(
            randn([6, logitCount], ScalarType.Float64), randint(0, classes, [6], ScalarType.Int64), arange(6, ScalarType.Int64));
        loss.Attach(new LossContext(6, classes, CPU));
        loss.Observe(batch);
        return (loss, batch);
    }

    private static void Differentiable(ILoss loss, LossBatch batch, Tensor scales)
    {
        using var _ = no_grad();
        var columns = Enumerable.Range(0, (int)batch.Logits.shape[1]).Select(column =>
        {
            var shift = zeros_like(batch.Logits);
            shift.narrow(1, column, 1).fill_(Step);
            var up = loss.Losses(batch with { Logits = batch.Logits + shift });
            var down = loss.Losses(batch with { Logits = batch.Logits - shift });
            return (up - down) / (2 * Step);
        });
        var differences = stack([.. columns], 1);
        Check.That(
            Check.Error(scales, differences) < 1e-6,
            $"Scales differs from finite differences of Losses by {Check.Error(scales, differences):G3} of the largest: Scales is the "
                + "derivative of each example's loss in its logits. Without a Scales of its own, a loss gets it by autograd.");
        using var gradients = enable_grad();
        var logits = batch.Logits.detach().clone().requires_grad_();
        loss.Losses(batch with { Logits = logits }).sum().backward();
        Check.That(
            logits.grad is { } grad && Check.Error(scales, grad) < 1e-9,
            "Scales differs from the gradient of Losses by autograd: see that Losses goes through differentiable operations of the "
                + "logits.");
    }

    private static void OwnExampleAlone(ILoss loss, LossBatch batch, Tensor losses)
    {
        for (var i = 0; i < losses.shape[0]; i++)
        {
            var alone = loss.Losses(
                new LossBatch(batch.Logits.narrow(0, i, 1), batch.Labels.narrow(0, i, 1), batch.Indices.narrow(0, i, 1)));
            Check.That(
                Check.Error(alone, losses.narrow(0, i, 1)) < 1e-12,
                $"The loss of example {i} is another one when it stands alone in a batch: a loss depends on its own logits, label and "
                    + "index only, or per-example gradients are not those of the examples.");
        }
    }

    private static void StateComesBack(Func<ILoss> create)
    {
        var (whole, batch) = Prepared(create, 4);
        if (whole is not ICheckpointed from) return;
        var resumed = create();
        resumed.Attach(new LossContext(6, 4, CPU));
        StateCheck.Move(from, (ICheckpointed)resumed);
        Check.That(
            Check.AreSame(whole.Losses(batch), resumed.Losses(batch)),
            "After Save and Restore the losses have other bits: Save has to write down the whole memory.");
    }
}
