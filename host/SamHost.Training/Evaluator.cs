using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Measures a model on the data of a run, in evaluation mode.</summary>
/// <param name="data">The data. Borrowed.</param>
/// <param name="passSize">How many examples pass through the model at once.</param>
internal sealed class Evaluator(TrainingData data, int passSize = 64)
{
    /// <summary>The evaluator beside training.</summary>
    /// <param name="data">The data. Borrowed.</param>
    /// <param name="batchSize">Of training; without gradients a pass of twice as many examples takes no more memory.</param>
    public static Evaluator BesideTraining(TrainingData data, int batchSize) => new(data, Math.Clamp(2 * batchSize, 64, 1024));

    public Evaluation Evaluate(nn.Module<Tensor, Tensor> model)
    {
        using var mode = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var test = Run(model, data.TestInputs, data.TestLabels);
        var training = data.TrainingIndices.to(data.Inputs.device);
        var given = data.GivenLabels.index_select(0, training);
        var truth = data.TrueLabels.index_select(0, training);
        using var lastLayer = new LastLinearLayer(model);
        var onTraining = Run(model, data.Inputs.index_select(0, training), given, lastLayer);
        var (hiddenNorm, weightNorm) = (lastLayer.MeanInputNorm, lastLayer.WeightNorm);
        var flipped = given != truth;
        var evaluation = new Evaluation
        {
            TestLoss = test.Losses.mean().ToDouble(),
            TestAccuracy = Share(test.Predictions == data.TestLabels)!.Value,
            TrainAccuracyClean = Share((onTraining.Predictions == given)[~flipped]),
            TrainAccuracyMislabelled = Share((onTraining.Predictions == given)[flipped]),
            TrainAccuracyMislabelledTrue = Share((onTraining.Predictions == truth)[flipped]),
            LastHiddenNorm = hiddenNorm,
            LastWeightNorm = weightNorm,
        };
        if (data.ValidationIndices.shape[0] == 0) return evaluation;

        var validation = data.ValidationIndices.to(data.Inputs.device);
        var labels = data.GivenLabels.index_select(0, validation);
        var onValidation = Run(model, data.Inputs.index_select(0, validation), labels);
        return evaluation with
        {
            ValidationLoss = onValidation.Losses.mean().ToDouble(),
            ValidationAccuracy = Share(onValidation.Predictions == labels),
        };
    }

    private (Tensor Losses, Tensor Predictions) Run(
        nn.Module<Tensor, Tensor> model, Tensor inputs, Tensor labels, LastLinearLayer? lastLayer = null)
    {
        var (losses, predictions) = (new List<Tensor>(), new List<Tensor>());
        for (var start = 0L; start < inputs.shape[0]; start += passSize)
        {
            CollectionPoint.Pass();
            using var scope = NewDisposeScope();
            var count = Math.Min(passSize, inputs.shape[0] - start);
            var logits = model.call(inputs.narrow(0, start, count));
            lastLayer?.EndPass();
            // In double precision, so that a mean over many examples is not at the mercy of its order.
            losses.Add(LogitLoss.Losses(logits, labels.narrow(0, start, count)).to(ScalarType.Float64).MoveToOuterDisposeScope());
            predictions.Add(LogitLoss.Predictions(logits).MoveToOuterDisposeScope());
        }

        return (cat(losses), cat(predictions));
    }

    private static double? Share(Tensor hits) => hits.shape[0] == 0 ? null : hits.to(ScalarType.Float64).mean().ToDouble();
}
