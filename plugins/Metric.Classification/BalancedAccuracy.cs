using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Plugins.MetricClassification;

/// <summary>
/// The mean, over the classes that have test examples, of the share that is predicted right: Brodersen et al., "The Balanced Accuracy and
/// Its Posterior Distribution", ICPR 2010.
/// </summary>
public sealed class BalancedAccuracy : IMetric
{
    public string Name => "test_balanced_accuracy";

    public double? Measure(EvaluatedModel evaluated)
    {
        var (labels, classes) = (evaluated.Test.TrueLabels, evaluated.ClassNames.Count);
        var hits = LogitLoss.Predictions(evaluated.Test.Logits) == labels;
        var counts = labels.bincount(null, classes).to(ScalarType.Float64);
        var right = labels[hits].bincount(null, classes).to(ScalarType.Float64);
        var isThere = counts > 0;
        return (right[isThere] / counts[isThere]).mean().ToDouble();
    }
}
