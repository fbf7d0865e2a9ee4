using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A call to an augmentation, in training and in the rehearsal before it.</summary>
public static class AugmentationCall
{
    /// <summary>Augments a batch, and checks what is returned and what was lent.</summary>
    /// <param name="augmentation">The augmentation.</param>
    /// <param name="place">Its place in the chain, from 0.</param>
    /// <param name="batch">The batch; its tensors belong to the caller's scope, and so do those that are returned.</param>
    /// <param name="seeds">The seeds of the run.</param>
    /// <param name="data">The data of the run.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step within the run, from 0.</param>
    /// <exception cref="InvalidOperationException">
    /// It returned something else than the batch with other inputs, or harmed what it was lent.
    /// </exception>
    public static Batch Make(
        IAugmentation augmentation, int place, Batch batch, SeedSequence seeds, TrainingData data, int epoch, long step)
    {
        using var generator = new Generator((ulong)seeds.Augmentation(place, step), CPU);
        using var _ = no_grad();
        var augmented = augmentation.Augment(batch, new AugmentationContext(generator, data.PictureShape, epoch, step))
            ?? throw new InvalidOperationException("it returned no batch.");
        BatchCheck.RequireLent(batch);
        BatchCheck.RequireAugmented(batch, augmented, data.Device);
        return augmented;
    }
}
