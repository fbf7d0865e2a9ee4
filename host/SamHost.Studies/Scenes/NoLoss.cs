using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Stands where no loss is asked for.</summary>
internal sealed class NoLoss : ILoss
{
    public Tensor Losses(LossBatch batch) => batch.Logits.sum([1L]);
}
