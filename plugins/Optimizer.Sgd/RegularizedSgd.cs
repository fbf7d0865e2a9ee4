using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.Plugins.OptimizerSgd;

/// <summary>
/// SGD on mean_i l_i + gamma_z mean_i R(z_i) + gamma_v R(v), with z_i the last hidden activations (the input of the last linear layer) and
/// v that layer's weight.
/// </summary>
/// <remarks>Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676).</remarks>
public sealed class RegularizedSgd(RegularizedSgdOptions options) : IOptimizer
{
    public PerExampleResults Step(TrainingStep step)
    {
        using var pass = step.Gradients.Forward(step.Batch);
        var activations = Penalty(pass.LastHidden.flatten(1)).mean();
        var weight = Penalty(pass.LastWeight.flatten().unsqueeze(0)).sum();
        pass.Backward(scaleFrom: pass, penalty: options.GammaActivations * activations + options.GammaWeights * weight);
        step.BaseRule.Step();
        return step.Results(pass);
    }

    /// <summary>R of each row: [N, K] becomes [N].</summary>
    private Tensor Penalty(Tensor rows) => options.Norm switch
    {
        PenaltyNorm.HalfSquared => rows.square().sum([1L]) / 2,
        _ => rows.norm(1),
    };
}
