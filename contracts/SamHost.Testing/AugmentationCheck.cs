using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds an augmentation to its contract, on pictures of three channels: the same bits for the same seed, whatever the global generator
/// did; shape, type and labels as they were; the batch not changed in place; numbers finite and within a range.
/// </summary>
public static class AugmentationCheck
{
    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the augmentation.</param>
    /// <param name="range">What inputs between 0 and 1 may become; by default they stay between 0 and 1.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<IAugmentation> create, (double Lowest, double Highest)? range = null)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        manual_seed(5);
        var batch = new Batch(rand([16, 3, 12, 12]), randint(0, 4, [16], ScalarType.Int64), arange(16, ScalarType.Int64));
        var kept = batch.Inputs.clone();
        var first = Augment(create(), batch, seed: 1);
        manual_seed(77);
        var again = Augment(create(), batch, seed: 1);
        LeavesNothing(create(), batch);
        Check.That(Check.AreSame(kept, batch.Inputs), "It changed the batch's inputs in place; make new ones, such as with clone().");
        Check.That(
            Check.AreSame(first.Inputs, again.Inputs),
            "With the same seed it gave other inputs: draw from context.Generator alone (context.Uniform, context.Integers), and keep "
                + "nothing between calls.");
        Check.That(
            first.Inputs.shape.SequenceEqual(kept.shape) && first.Inputs.dtype == kept.dtype,
            $"It made {Check.Shape(first.Inputs)} of {Check.Shape(kept)}; shape and type stay.");
        Check.That(
            ReferenceEquals(first.Labels, batch.Labels) && ReferenceEquals(first.Indices, batch.Indices),
            "It returned other labels or indices; return `batch with { Inputs = ... }` or batch.Mix(...).");
        var (lowest, highest) = range ?? (0, 1);
        var (least, most) = (first.Inputs.min().ToDouble(), first.Inputs.max().ToDouble());
        Check.That(
            least >= lowest - 1e-6 && most <= highest + 1e-6,
            $"Inputs between 0 and 1 became {least:G4} to {most:G4}, and {lowest} to {highest} is allowed: mend it, or give the check "
                + "another range.");
    }

    private static void LeavesNothing(IAugmentation augmentation, Batch batch)
    {
        // The first call may make what it keeps.
        AugmentOnce();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        AugmentOnce();
        var kept = DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
        Check.That(
            kept <= 0,
            $"It left {kept} tensors beside its dispose scope, in each step: dispose what detaches itself, as the parts of "
                + "a distribution of torch.distributions do.");

        void AugmentOnce()
        {
            using var scope = NewDisposeScope();
            Augment(augmentation, batch, seed: 2);
        }
    }

    private static Batch Augment(IAugmentation augmentation, Batch batch, ulong seed)
    {
        using var generator = new Generator(seed, CPU);
        var context = new AugmentationContext(generator, [3, 12, 12], Epoch: 1, Step: 0);
        return augmentation.Augment(batch, context) ?? throw new CheckFailedException("Augment returned null; return the batch.");
    }
}
