using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossCrossEntropy;

/// <summary>l = -log p_y; for a binary model -log sigmoid(t f).</summary>
public sealed class CrossEntropy : ILoss
{
    public Tensor Losses(LossBatch batch) => LogitLoss.Losses(batch.Logits, batch.Labels);

    public Tensor Scales(LossBatch batch) => LogitLoss.Scales(batch.Logits, batch.Labels);
}
