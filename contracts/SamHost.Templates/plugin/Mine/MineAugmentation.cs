using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace Mine;

/// <summary>As a beginning, hides values: each is set to 0 with a probability.</summary>
public sealed class MineAugmentation(MineAugmentationOptions options) : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context)
    {
        var isKept = context.Uniform(batch.Inputs.numel(), batch.Inputs.device).reshape(batch.Inputs.shape) >= options.Probability;
        return batch with { Inputs = where(isKept, batch.Inputs, zeros_like(batch.Inputs)) };
    }
}

public sealed class MineAugmentationOptions
{
    [Description("The probability that a value is hidden."), Range(0.0, 1.0)]
    public double Probability { get; set; } = 0.1;
}
