using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Mine;

/// <summary>The share of training examples that the model predicts as their given label, as a beginning.</summary>
public sealed class MineMetric : IMetric
{
    public string Name => "train_agreement";

    public double? Measure(EvaluatedModel evaluated)
    {
        var training = evaluated.Training;
        return (LogitLoss.Predictions(training.Logits) == training.GivenLabels).to(ScalarType.Float64).mean().ToDouble();
    }
}
