using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.MetricClassification;

/// <summary>Registers metrics of classifiers.</summary>
public sealed class ClassificationPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddMetric<BalancedAccuracy, NoOptions>(
            "balanced-accuracy", "The mean over the classes of the accuracy on each class's test examples (test_balanced_accuracy).");
        components.AddMetric<BrierScore, NoOptions>(
            "brier-score", "The mean squared error of the predicted probabilities on the test examples (test_brier_score): 0 is best.");
    }
}
