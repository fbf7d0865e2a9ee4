using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.LossRobust;

/// <summary>
/// l = (1 - p_y^q) / q, with scales p_y^q (p - onehot(y)): Zhang and Sabuncu, "Generalized Cross Entropy Loss for Training Deep Neural
/// Networks with Noisy Labels", NeurIPS 2018 (arXiv 1805.07836), equation 6.
/// </summary>
public sealed class GeneralizedCrossEntropy(GeneralizedCrossEntropyOptions options) : ILoss
{
    public Tensor Losses(LossBatch batch) => -expm1(options.Q * Probabilities.LogOfLabels(batch)) / options.Q;

    public Tensor Scales(LossBatch batch) =>
        exp(options.Q * Probabilities.LogOfLabels(batch)).unsqueeze(1) * LogitLoss.Scales(batch.Logits, batch.Labels);
}
