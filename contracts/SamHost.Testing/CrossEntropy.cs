using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>The cross-entropy, for checks of what is no loss.</summary>
internal sealed class CrossEntropy : ILoss
{
    public Tensor Losses(LossBatch batch) => LogitLoss.Losses(batch.Logits, batch.Labels);

    public Tensor Scales(LossBatch batch) => LogitLoss.Scales(batch.Logits, batch.Labels);
}
