using SamHost.Contracts.Training;
using SamHost.Plugins.MetricClassification;
using static SamHost.TestSupport.NoiseDraws;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.MetricClassification;

/// <summary>The metrics against plain loops over the examples, in float64.</summary>
public class ClassificationTests
{
    private const int Count = 200;

    // One logit is a binary model. Of fewer labels than classes, the first classes have no test example.
    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    [InlineData(5, 2)]
    public void Balanced_accuracy_is_the_mean_accuracy_of_the_classes_that_there_are(int logitCount, int labelCount)
    {
        var (logits, labels) = Draw(logitCount, labelCount);

        var accuracies = Enumerable.Range(0, Count).GroupBy(i => labels[i])
            .Select(ofClass => ofClass.Average(i => Predicted(logits[i]) == labels[i] ? 1.0 : 0)).ToList();
        Assert.Equal(labelCount, accuracies.Count);
        Assert.Equal(accuracies.Average(), Measure(new BalancedAccuracy(), logits, labels), 1e-14);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    [InlineData(5, 2)]
    public void The_Brier_score_is_the_mean_squared_distance_of_probabilities_and_label(int logitCount, int labelCount)
    {
        var (logits, labels) = Draw(logitCount, labelCount);

        var sum = 0.0;
        for (var i = 0; i < Count; i++)
        {
            // A binary model's other logit is zero.
            double[] all = logitCount == 1 ? [0, logits[i][0]] : logits[i];
            for (var c = 0; c < all.Length; c++)
            {
                var error = Math.Exp(all[c]) / all.Sum(Math.Exp) - (c == labels[i] ? 1 : 0);
                sum += error * error;
            }
        }

        Assert.Equal(sum / Count, Measure(new BrierScore(), logits, labels), 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_best_and_the_worst_models_have_the_ends_of_the_scales(int logitCount)
    {
        var labels = BalancedLabels(Count, Math.Max(2, logitCount));
        double[][] right = [.. labels.Select(label => logitCount == 1
            ? new[] { label == 1 ? 1000.0 : -1000 }
            : [.. Enumerable.Range(0, logitCount).Select(c => c == label ? 1000.0 : 0)])];
        // Every label another class's.
        long[] wrong = [.. labels.Select(label => (label + 1) % Math.Max(2, logitCount))];

        Assert.Equal(1, Measure(new BalancedAccuracy(), right, labels));
        Assert.Equal(0, Measure(new BalancedAccuracy(), right, wrong));
        Assert.Equal(0, Measure(new BrierScore(), right, labels));
        Assert.Equal(2, Measure(new BrierScore(), right, wrong));
    }

    private static double Measure(IMetric metric, double[][] logits, long[] labels)
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(1, 1);
        var truth = tensor(labels);
        var all = tensor(logits.SelectMany(row => row).ToArray()).reshape(labels.Length, -1);
        return metric.Measure(new EvaluatedModel
        {
            Model = model,
            Test = new EvaluatedExamples(all, truth, truth),
            // Not what is measured.
            Training = new EvaluatedExamples(-all, zeros_like(truth), zeros_like(truth)),
            ClassNames = Names(Math.Max(2, logits[0].Length)),
        })!.Value;
    }

    private static int Predicted(double[] logits) => logits switch
    {
        [var logit] => logit > 0 ? 1 : 0,
        _ => Enumerable.Range(0, logits.Length).MaxBy(c => logits[c]),
    };

    private static (double[][] Logits, long[] Labels) Draw(int logitCount, int labelCount)
    {
        var random = new Random(10 * logitCount + labelCount);
        var classCount = Math.Max(2, logitCount);
        double[][] logits = [.. Enumerable.Range(0, Count)
            .Select(_ => Enumerable.Range(0, logitCount).Select(_ => 6 * random.NextDouble() - 3).ToArray())];
        long[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.NextInt64(classCount - labelCount, classCount))];
        return (logits, labels);
    }
}
