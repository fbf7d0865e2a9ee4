using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossRobust;

/// <summary>
/// l = -alpha log p_y - beta A (1 - p_y): Wang et al., "Symmetric Cross Entropy for Robust Learning with Noisy Labels", ICCV 2019
/// (arXiv 1908.06112), equations 6 and 7.
/// </summary>
public sealed class SymmetricCrossEntropy(SymmetricCrossEntropyOptions options) : ILoss
{
    public Tensor Losses(LossBatch batch)
    {
        var log = Probabilities.LogOfLabels(batch);
        return -options.Alpha * log + options.Beta * options.LogOfZero * expm1(log);
    }

    // d(1 - p_y) is p_y times d(-log p_y).
    public Tensor Scales(LossBatch batch)
    {
        var weights = options.Alpha - options.Beta * options.LogOfZero * exp(Probabilities.LogOfLabels(batch));
        return weights.unsqueeze(1) * LogitLoss.Scales(batch.Logits, batch.Labels);
    }
}
