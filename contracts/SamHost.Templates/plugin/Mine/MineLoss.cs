using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace Mine;

/// <summary>The focal loss, as a beginning: (1 - p_y)^Gamma times the cross-entropy. Its logit scales come by autograd.</summary>
public sealed class MineLoss(MineLossOptions options) : ILoss
{
    public Tensor Losses(LossBatch batch)
    {
        var crossEntropy = LogitLoss.Losses(batch.Logits, batch.Labels);
        return (-expm1(-crossEntropy)).pow(options.Gamma) * crossEntropy;
    }
}

public sealed class MineLossOptions
{
    [Description("At 0 the loss is the cross-entropy."), Range(0.0, 100.0)]
    public double Gamma { get; set; } = 2;
}
