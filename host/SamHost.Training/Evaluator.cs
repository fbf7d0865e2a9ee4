using SamHost.Contracts.Gradients;
using SamHost.Contracts.Training;
using SamHost.Training.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Measures a model on the data of a run, in evaluation mode.</summary>
/// <param name="data">The data. Borrowed.</param>
/// <param name="passSize">How many examples pass through the model at once.</param>
/// <param name="metrics">The study's metrics.</param>
internal sealed class Evaluator(TrainingData data, int passSize = 64, IReadOnlyList<NamedPart<IMetric>>? metrics = null)
{
    /// <summary>The evaluator beside training.</summary>
    /// <param name="scene">The run. Without gradients a pass of twice as many examples as a step's takes no more memory.</param>
    public static Evaluator BesideTraining(RunScene scene) =>
        new(scene.Data, Math.Min(Math.Clamp(2 * scene.BatchSize, 64, 1024), scene.Data.LargestPass), scene.Metrics);

    public Evaluation Evaluate(nn.Module<Tensor, Tensor> model)
    {
        using var mode = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var test = Run(
            model, data.TestInputs, arange(data.TestLabels.shape[0], ScalarType.Int64), data.TestLabels, data.TestLabels);
        var training = data.TrainingIndices.to(data.Device);
        var given = data.GivenLabels.index_select(0, training);
        var truth = data.TrueLabels.index_select(0, training);
        using var lastLayer = new LastLinearLayer(model);
        var onTraining = Run(model, data.Inputs, data.TrainingIndices, given, truth, lastLayer);
        var (hiddenNorm, weightNorm) = (lastLayer.MeanInputNorm, lastLayer.WeightNorm);
        var flipped = given != truth;
        var evaluation = new Evaluation
        {
            TestLoss = test.Losses.mean().ToDouble(),
            TestAccuracy = Share(test.Predictions == data.TestLabels)!.Value,
            TrainAccuracy = data.IsTruthKnown ? null : Share(onTraining.Predictions == given),
            TrainAccuracyClean = data.IsTruthKnown ? Share((onTraining.Predictions == given)[~flipped]) : null,
            TrainAccuracyMislabelled = data.IsTruthKnown ? Share((onTraining.Predictions == given)[flipped]) : null,
            TrainAccuracyMislabelledTrue = data.IsTruthKnown ? Share((onTraining.Predictions == truth)[flipped]) : null,
            LastHiddenNorm = hiddenNorm,
            LastWeightNorm = weightNorm,
        };
        Outputs? onValidation = null;
        if (data.ValidationIndices.shape[0] > 0)
        {
            var validation = data.ValidationIndices.to(data.Device);
            var labels = data.GivenLabels.index_select(0, validation);
            onValidation = Run(model, data.Inputs, data.ValidationIndices, labels, data.TrueLabels.index_select(0, validation));
            evaluation = evaluation with
            {
                ValidationLoss = onValidation.Losses.mean().ToDouble(),
                ValidationAccuracy = Share(onValidation.Predictions == labels),
            };
        }

        return metrics is null or [] ? evaluation : evaluation with { Metrics = Measure(model, test, onTraining, onValidation) };
    }

    private double?[] Measure(nn.Module<Tensor, Tensor> model, Outputs test, Outputs training, Outputs? validation)
    {
        var evaluated = new EvaluatedModel
        {
            Model = model,
            Test = test.Examples!,
            Training = training.Examples!,
            Validation = validation?.Examples,
            ClassNames = data.ClassNames,
        };
        return [.. metrics!.Select(metric => metric.Call(nameof(IMetric.Measure), part => MetricCall.Make(part, evaluated)))];
    }

    private Outputs Run(
        nn.Module<Tensor, Tensor> model, IExampleInputs inputs, Tensor places, Tensor given, Tensor truth,
        LastLinearLayer? lastLayer = null)
    {
        var (losses, predictions, kept) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        using var feed = inputs.Feed(places, passSize);
        for (var start = 0L; start < places.shape[0]; start += passSize)
        {
            CollectionPoint.Pass();
            using var scope = NewDisposeScope();
            var count = Math.Min(passSize, places.shape[0] - start);
            var logits = data.Precision.Run(model, feed.Next());
            lastLayer?.EndPass();
            // In double precision, so that a mean over many examples is not at the mercy of its order.
            losses.Add(LogitLoss.Losses(logits, given.narrow(0, start, count)).to(ScalarType.Float64).MoveToOuterDisposeScope());
            predictions.Add(LogitLoss.Predictions(logits).MoveToOuterDisposeScope());
            if (metrics is { Count: > 0 }) kept.Add(logits.MoveToOuterDisposeScope());
        }

        return new Outputs(cat(losses), cat(predictions), kept.Count == 0 ? null : new EvaluatedExamples(cat(kept), given, truth));
    }

    private static double? Share(Tensor hits) => hits.shape[0] == 0 ? null : hits.to(ScalarType.Float64).mean().ToDouble();

    /// <summary>What a model gave for examples; its logits, with the labels, are kept for metrics alone.</summary>
    private sealed record Outputs(Tensor Losses, Tensor Predictions, EvaluatedExamples? Examples);
}
