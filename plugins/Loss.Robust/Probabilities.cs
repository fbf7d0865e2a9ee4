using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossRobust;

/// <summary>The predicted probabilities of a batch.</summary>
internal static class Probabilities
{
    /// <summary>The logarithm of that of the given label: [B].</summary>
    public static Tensor LogOfLabels(LossBatch batch) => -LogitLoss.Losses(batch.Logits, batch.Labels);
}
