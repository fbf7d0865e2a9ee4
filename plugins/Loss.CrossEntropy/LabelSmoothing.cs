using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossCrossEntropy;

/// <summary>
/// l = -(1 - a) log p_y - (a / C) sum_c log p_c, with scales p - (1 - a) onehot(y) - a / C: Szegedy et al., "Rethinking the Inception
/// Architecture", CVPR 2016 (arXiv 1512.00567), section 7. A binary model has two classes.
/// </summary>
public sealed class LabelSmoothing(LabelSmoothingOptions options) : ILoss
{
    public Tensor Losses(LossBatch batch)
    {
        var ofLabel = LogitLoss.Losses(batch.Logits, batch.Labels);
        var uniform = IsBinary(batch)
            ? (ofLabel + LogitLoss.Losses(batch.Logits, 1 - batch.Labels)) / 2
            : -nn.functional.log_softmax(batch.Logits, 1).mean([1L]);
        return (1 - options.Share) * ofLabel + options.Share * uniform;
    }

    public Tensor Scales(LossBatch batch)
    {
        var uniform = IsBinary(batch) ? sigmoid(batch.Logits) - 0.5 : softmax(batch.Logits, 1) - 1.0 / batch.Logits.shape[1];
        return (1 - options.Share) * LogitLoss.Scales(batch.Logits, batch.Labels) + options.Share * uniform;
    }

    private static bool IsBinary(LossBatch batch) => batch.Logits.shape[1] == 1;
}
