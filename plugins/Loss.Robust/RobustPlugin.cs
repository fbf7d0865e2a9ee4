using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.LossRobust;

/// <summary>Registers losses that the literature on label noise compares with.</summary>
public sealed class RobustPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddLoss<GeneralizedCrossEntropy, GeneralizedCrossEntropyOptions>(
            "generalized-cross-entropy", "(1 - p_y^q) / q: between the cross-entropy (q to 0) and the mean absolute error (q = 1).");
        components.AddLoss<SymmetricCrossEntropy, SymmetricCrossEntropyOptions>(
            "symmetric-cross-entropy", "The cross-entropy plus its reverse, which bounds the pull of wrong labels.");
        components.AddLoss<EarlyLearning, EarlyLearningOptions>(
            "early-learning", "The cross-entropy, held to a running mean of each example's own predictions.");
    }
}
