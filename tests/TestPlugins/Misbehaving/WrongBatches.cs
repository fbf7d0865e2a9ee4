using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ThrowingAugmentation : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context) => throw new InvalidOperationException("too dark here");
}

internal sealed class ThrowsLater : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context) => context.Step < 2 ? batch
        : throw new InvalidOperationException("too dark here");
}

internal sealed class WrongInputs : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context) => batch with { Inputs = batch.Inputs.flatten() };
}

internal sealed class DisposingAugmentation : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context)
    {
        var augmented = batch with { Inputs = batch.Inputs.clone() };
        batch.Inputs.Dispose();
        return augmented;
    }
}

internal sealed class WrongShares : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context) =>
        batch.Mix(batch.Inputs, arange(batch.Size), full(batch.Size, 1.5, dtype: batch.Inputs.dtype, device: batch.Inputs.device));
}
