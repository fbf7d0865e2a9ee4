using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossRobust;

/// <summary>The predicted probabilities of a batch.</summary>
internal static class Probabilities
{
    /// <summary>Of every class: [B, C]; of a binary model [B, 2].</summary>
    public static Tensor OfClasses(LossBatch batch) =>
        batch.Logits.shape[1] == 1 ? cat([sigmoid(-batch.Logits), sigmoid(batch.Logits)], 1) : nn.functional.softmax(batch.Logits, 1);

    /// <summary>The logarithm of that of the given label: [B].</summary>
    public static Tensor LogOfLabels(LossBatch batch) => -LogitLoss.Losses(batch.Logits, batch.Labels);
}
