using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.LossCrossEntropy;

/// <summary>Registers the cross-entropy and its relatives with softer targets.</summary>
public sealed class CrossEntropyPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddLoss<CrossEntropy, NoOptions>("cross-entropy", "The cross-entropy of the given label; the default.");
        components.AddLoss<LabelSmoothing, LabelSmoothingOptions>(
            "label-smoothing", "The cross-entropy of the given label mixed with the uniform distribution.");
    }
}
