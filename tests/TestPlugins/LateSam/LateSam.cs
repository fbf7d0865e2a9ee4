using Microsoft.Extensions.Logging;
using SamHost.Contracts.Optimization;

namespace SamHost.TestPlugins.LateSam;

/// <summary>
/// Plain SGD until an epoch, 1-SAM from there on: Zhou et al., "Sharpness-Aware Minimization Efficiently Selects Flatter Minima Late
/// in Training", ICLR 2025 (arXiv 2410.10373), with a perturbation for each example.
/// </summary>
public sealed class LateSam(LateSamOptions options, ILogger<LateSam> logger) : IOptimizer
{
    private bool _perturbs;

    public PerExampleResults Step(TrainingStep step)
    {
        if (step.Epoch < options.FromEpoch)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(scaleFrom: pass);
            step.BaseRule.Step();
            return step.Results(pass);
        }

        if (!_perturbs) logger.LogInformation("1-SAM from epoch {Epoch} on", step.Epoch);
        _perturbs = true;
        using var ascent = step.Gradients.Ascend(step.Batch);
        using var perturbed = ascent.Perturb(options.Rho);
        perturbed.Backward(scaleFrom: perturbed);
        step.BaseRule.Step();
        return step.Results(ascent, perturbed);
    }
}
