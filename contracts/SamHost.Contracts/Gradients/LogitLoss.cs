using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>
/// The classification loss and its derivative in the logits (the logit scale). With C &gt; 1 logits it is the cross-entropy;
/// with one logit f the model is binary: l = -log sigmoid(t f), where t = -1 for label 0 and t = +1 for label 1.
/// </summary>
/// <remarks>Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676).</remarks>
public static class LogitLoss
{
    /// <summary>The loss of each example.</summary>
    /// <param name="logits">[B, C], or [B, 1] for a binary model.</param>
    /// <param name="labels">int64 [B].</param>
    /// <returns>[B]; the caller owns it.</returns>
    public static Tensor Losses(Tensor logits, Tensor labels) =>
        IsBinary(logits)
            ? nn.functional.softplus(-Signs(logits, labels) * logits.squeeze(1))
            : nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.None);

    /// <summary>
    /// The logit scale s_i, the derivative of l_i in the logits: softmax(f) - onehot(t); for a binary model -t sigmoid(-t f).
    /// </summary>
    /// <param name="logits">[B, C], or [B, 1] for a binary model.</param>
    /// <param name="labels">int64 [B].</param>
    /// <returns>The shape of the logits; the caller owns it.</returns>
    public static Tensor Scales(Tensor logits, Tensor labels)
    {
        if (IsBinary(logits))
        {
            var signs = Signs(logits, labels).unsqueeze(1);
            return -signs * sigmoid(-signs * logits);
        }

        // Where the label is sure, p - 1 would cancel: it is minus the sum of the others.
        var places = labels.unsqueeze(1);
        var scales = softmax(logits, 1).scatter_(1, places, OneEach(logits, 0));
        return scales.scatter_(1, places, -scales.sum([1L], keepdim: true));
    }

    /// <summary>
    /// The margin of each example: the logit of its label minus the largest of the others; for a binary model t f. Positive where the label
    /// is predicted. Averaged over training it is the area under the margin of Pleiss et al., "Identifying Mislabeled Data using the Area
    /// Under the Margin Ranking", NeurIPS 2020 (arXiv 2001.10528).
    /// </summary>
    /// <param name="logits">[B, C], or [B, 1] for a binary model.</param>
    /// <param name="labels">int64 [B].</param>
    /// <returns>[B]; the caller owns it.</returns>
    public static Tensor Margins(Tensor logits, Tensor labels)
    {
        if (IsBinary(logits)) return Signs(logits, labels) * logits.squeeze(1);
        var places = labels.unsqueeze(1);
        var others = logits.scatter(1, places, OneEach(logits, float.NegativeInfinity));
        return logits.gather(1, places).squeeze(1) - others.amax([1L]);
    }

    /// <summary>The predicted probability of each class.</summary>
    /// <param name="logits">[B, C], or [B, 1] for a binary model.</param>
    /// <returns>[B, C]; of a binary model [B, 2]. The caller owns it.</returns>
    public static Tensor Probabilities(Tensor logits) =>
        IsBinary(logits) ? cat([sigmoid(-logits), sigmoid(logits)], 1) : softmax(logits, 1);

    /// <summary>The predicted class of each example.</summary>
    /// <param name="logits">[B, C], or [B, 1] for a binary model.</param>
    /// <returns>int64 [B]; the caller owns it.</returns>
    public static Tensor Predictions(Tensor logits) =>
        IsBinary(logits) ? (logits.squeeze(1) > 0).to(ScalarType.Int64) : logits.argmax(1);

    private static bool IsBinary(Tensor logits) => logits.size(1) == 1;

    private static Tensor OneEach(Tensor logits, float value) => full([logits.size(0), 1], value, logits.dtype, logits.device);

    private static Tensor Signs(Tensor logits, Tensor labels) => (labels * 2 - 1).to(logits.dtype);
}
