using SamHost.Contracts.Data;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>What is measured, against counting by hand.</summary>
public sealed class EvaluatorTests : IDisposable
{
    private const int TrainCount = 2500;
    private const int TestCount = 1100;
    private readonly IDisposable _scope = NewDisposeScope();
    private readonly double[,] _train = Draw(TrainCount, seed: 1);
    private readonly double[,] _test = Draw(TestCount, seed: 2);
    private readonly long[] _truth = Labels(TrainCount, seed: 3);
    private readonly long[] _given;
    private readonly long[] _testLabels = Labels(TestCount, seed: 4);

    public EvaluatorTests() => _given = [.. _truth.Select((label, index) => index % 3 == 0 ? (label + 1) % 3 : label)];

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    public void Losses_and_accuracies_are_what_counting_gives(double validationFraction)
    {
        // The inputs are the logits.
        using var model = nn.Linear(3, 3, hasBias: false, dtype: ScalarType.Float64);
        using (no_grad()) model.weight.copy_(eye(3));
        using var data = Data(_given, validationFraction);

        var evaluation = new Evaluator(data).Evaluate(model);

        var training = data.TrainingIndices.data<long>().ToArray();
        var validation = data.ValidationIndices.data<long>().ToArray();
        var (clean, flipped) = (training.Where(i => _given[i] == _truth[i]).ToList(), training.Where(i => _given[i] != _truth[i]).ToList());
        Assert.Equal(Enumerable.Range(0, TestCount).Average(i => Loss(_test, i, _testLabels)), evaluation.TestLoss, 1e-12);
        Assert.Equal(Enumerable.Range(0, TestCount).Average(i => Hit(_test, i, _testLabels)), evaluation.TestAccuracy, 1e-12);
        Assert.Equal(clean.Average(i => Hit(_train, i, _given)), evaluation.TrainAccuracyClean!.Value, 1e-12);
        Assert.Equal(flipped.Average(i => Hit(_train, i, _given)), evaluation.TrainAccuracyMislabelled!.Value, 1e-12);
        Assert.Equal(flipped.Average(i => Hit(_train, i, _truth)), evaluation.TrainAccuracyMislabelledTrue!.Value, 1e-12);
        // The last layer is the only one: it sees the inputs, and its weight is the identity.
        Assert.Equal(
            training.Average(i => Math.Sqrt(Enumerable.Range(0, 3).Sum(j => _train[i, j] * _train[i, j]))),
            evaluation.LastHiddenNorm!.Value, 1e-12);
        Assert.Equal(Math.Sqrt(3), evaluation.LastWeightNorm!.Value, 1e-12);
        if (validationFraction == 0)
        {
            Assert.Null(evaluation.ValidationLoss);
            Assert.Null(evaluation.ValidationAccuracy);
            return;
        }

        Assert.Contains(validation, i => _given[i] != _truth[i]);
        Assert.Equal(validation.Average(i => Loss(_train, i, _given)), evaluation.ValidationLoss!.Value, 1e-12);
        Assert.Equal(validation.Average(i => Hit(_train, i, _given)), evaluation.ValidationAccuracy!.Value, 1e-12);
    }

    [Fact]
    public void The_norms_are_those_of_the_layer_that_is_called_last()
    {
        using var model = nn.Sequential(nn.Linear(3, 4, dtype: ScalarType.Float64), nn.ReLU(), nn.Linear(4, 3, dtype: ScalarType.Float64));
        using var data = Data(_given, 0);

        var evaluation = new Evaluator(data).Evaluate(model);

        using var _ = no_grad();
        var (first, last) = ((TorchSharp.Modules.Linear)model[0], (TorchSharp.Modules.Linear)model[2]);
        var hidden = nn.functional.relu(data.AllInputs().matmul(first.weight!.T) + first.bias!);
        Assert.Equal(hidden.square().sum(1).sqrt().mean().ToDouble(), evaluation.LastHiddenNorm!.Value, 1e-9);
        Assert.Equal(Math.Sqrt(last.weight!.square().sum().ToDouble()), evaluation.LastWeightNorm!.Value, 1e-12);
    }

    [Fact]
    public void Without_wrong_labels_there_is_no_accuracy_on_them()
    {
        using var model = nn.Linear(3, 3, dtype: ScalarType.Float64);
        using var data = Data(_truth, 0);

        var evaluation = new Evaluator(data).Evaluate(model);

        Assert.NotNull(evaluation.TrainAccuracyClean);
        Assert.Null(evaluation.TrainAccuracyMislabelled);
        Assert.Null(evaluation.TrainAccuracyMislabelledTrue);
    }

    [Fact]
    public void A_model_is_measured_without_its_dropout_and_goes_on_training()
    {
        using var model = nn.Sequential(nn.Linear(3, 40), nn.Dropout(0.5), nn.Linear(40, 3)).to(ScalarType.Float64);
        using var data = Data(_given, 0);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var first = new Evaluator(data).Evaluate(model);
        var second = new Evaluator(data).Evaluate(model);

        Assert.Equal(first, second);
        Assert.True(model.training);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void However_many_examples_pass_at_once_the_measures_are_the_same(int passSize)
    {
        using var model = nn.Linear(3, 3, dtype: ScalarType.Float64);
        using var data = Data(_given, 0);
        var largest = 0L;
        model.register_forward_hook((_, input, output) =>
        {
            largest = Math.Max(largest, input.shape[0]);
            return output;
        });

        var evaluation = new Evaluator(data, passSize).Evaluate(model);

        Assert.Equal(passSize, largest);
        var atOnce = new Evaluator(data, 1000).Evaluate(model);
        Assert.Equal(atOnce.TestLoss, evaluation.TestLoss, 1e-12);
        Assert.Equal(atOnce with { TestLoss = 0, LastHiddenNorm = null }, evaluation with { TestLoss = 0, LastHiddenNorm = null });
        Assert.Equal(atOnce.LastHiddenNorm!.Value, evaluation.LastHiddenNorm!.Value, 1e-12);
    }

    private TrainingData Data(long[] given, double validationFraction) => new(
        new Dataset(new Examples(tensor(_train), tensor(_truth)), new Examples(tensor(_test), tensor(_testLabels)), ["a", "b", "c"]),
        given,
        false,
        validationFraction,
        new SeedSequence(1),
        CPU);

    private static double Loss(double[,] logits, long i, long[] labels) =>
        Math.Log(Enumerable.Range(0, 3).Sum(c => Math.Exp(logits[i, c]))) - logits[i, labels[i]];

    private static double Hit(double[,] logits, long i, long[] labels) =>
        Enumerable.Range(0, 3).MaxBy(c => logits[i, c]) == labels[i] ? 1 : 0;

    private static double[,] Draw(int count, int seed)
    {
        var random = new Random(seed);
        var values = new double[count, 3];
        for (var i = 0; i < count; i++)
            for (var c = 0; c < 3; c++)
                values[i, c] = 6 * random.NextDouble() - 3;
        return values;
    }

    private static long[] Labels(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt64(3))];
    }
}
