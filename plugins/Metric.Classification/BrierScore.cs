using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Plugins.MetricClassification;

/// <summary>
/// The mean squared distance between the predicted probabilities and the label of a test example, summed over the classes, in [0, 2]:
/// Brier, "Verification of Forecasts Expressed in Terms of Probability", Monthly Weather Review 78, 1950.
/// </summary>
public sealed class BrierScore : IMetric
{
    public string Name => "test_brier_score";

    public double? Measure(EvaluatedModel evaluated)
    {
        var probabilities = LogitLoss.Probabilities(evaluated.Test.Logits.to(ScalarType.Float64));
        var labels = nn.functional.one_hot(evaluated.Test.TrueLabels, probabilities.shape[1]);
        return (probabilities - labels).square().sum([1L]).mean().ToDouble();
    }
}
