using SamHost.Plugins.NoiseInstanceDependent;
using TorchSharp;
using static SamHost.TestSupport.NoiseDraws;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.NoiseInstanceDependent;

public class InstanceDependentNoiseTests
{
    private const int InputSize = 12;
    private const int ClassCount = 5;

    [Theory]
    [InlineData(0.4, 0.1, 1UL)]
    [InlineData(0.1, 0.1, 2UL)]
    [InlineData(0.9, 0.3, 3UL)]
    public void Labels_are_those_of_the_algorithm_in_plain_numbers(double rate, double rateStd, ulong seed)
    {
        // 2,400 examples of class 0: more than are projected at once.
        var labels = BalancedLabels(3000, ClassCount).Select((label, index) => index < 2250 ? 0 : label).ToArray();
        using var inputs = Inputs(labels.Length);
        var rows = inputs.data<double>().ToArray().Chunk(InputSize).ToArray();

        var drawn = Noise(rate, rateStd).Draw(labels, Names(ClassCount), seed, inputs);

        Assert.Equal(new PlainAlgorithm(rate, rateStd, InputSize, ClassCount, seed).Draw(rows, labels), drawn);
    }

    [Fact]
    public void Equal_examples_are_given_each_label_as_often_as_its_probability_says()
    {
        const int kinds = 4, copies = 25_000;
        using var distinct = Inputs(kinds) / 4;
        using var inputs = distinct.repeat(copies, 1);
        var labels = BalancedLabels(kinds * copies, kinds);

        var drawn = Noise(0.3, 0.1).Draw(labels, Names(ClassCount), seed: 8, inputs);

        var plain = new PlainAlgorithm(0.3, 0.1, InputSize, ClassCount, seed: 8);
        var meanRate = PlainAlgorithm.MeanFlipRate(0.3, 0.1);
        foreach (var (kind, input) in distinct.data<double>().ToArray().Chunk(InputSize).Index())
        {
            var wrong = plain.WrongLabelProbabilities(input, kind);
            for (var given = 0; given < ClassCount; given++)
            {
                var count = drawn.Where((label, index) => index % kinds == kind && label == given).Count();
                AssertBinomial(count, copies, given == kind ? 1 - meanRate : meanRate * wrong[given]);
            }
        }
    }

    [Theory]
    [InlineData(0.2, 0.1)]
    [InlineData(0.4, 0.1)]
    [InlineData(0.6, 0.3)]
    [InlineData(0.0, 0.1)]
    [InlineData(1.0, 0.1)]
    [InlineData(0.35, 0.0)]
    [InlineData(0.0, 0.0)]
    [InlineData(1.0, 0.0)]
    public void The_realised_rate_is_the_mean_of_the_truncated_normal(double rate, double rateStd)
    {
        var labels = BalancedLabels(50_000, ClassCount);
        using var inputs = Inputs(labels.Length);

        var mislabelled = Noise(rate, rateStd).Draw(labels, Names(ClassCount), seed: 4, inputs).Zip(labels)
            .Count(pair => pair.First != pair.Second);

        AssertBinomial(mislabelled, labels.Length, rateStd == 0 ? rate : PlainAlgorithm.MeanFlipRate(rate, rateStd));
    }

    [Fact]
    public void At_rate_zero_the_truncation_mislabels_eight_percent() =>
        Assert.Equal(0.0798, PlainAlgorithm.MeanFlipRate(0, 0.1), 4);

    [Fact]
    public void The_input_decides_which_label_is_wrong_but_not_whether_it_is()
    {
        var labels = BalancedLabels(2000, ClassCount);
        using var inputs = Inputs(labels.Length);
        using var others = inputs.flip(1);

        var drawn = Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, inputs);
        var drawnForOthers = Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, others);

        Assert.NotEqual(drawn, drawnForOthers);
        Assert.Equal(drawn.Zip(labels, (given, label) => given == label), drawnForOthers.Zip(labels, (given, label) => given == label));
    }

    [Fact]
    public void The_same_seed_gives_the_same_labels_and_another_seed_others()
    {
        var labels = BalancedLabels(2000, ClassCount);
        using var inputs = Inputs(labels.Length);
        var drawn = Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, inputs);
        manual_seed(5);

        Assert.Equal(drawn, Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, inputs));
        Assert.NotEqual(drawn, Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 2, inputs));
    }

    [Fact]
    public void The_noise_of_the_first_examples_does_not_depend_on_the_others()
    {
        var labels = BalancedLabels(2000, ClassCount);
        using var inputs = Inputs(labels.Length);
        using var first = inputs[..137];

        Assert.Equal(
            Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, inputs)[..137],
            Noise(0.4, 0.1).Draw(labels[..137], Names(ClassCount), seed: 1, first));
    }

    [Fact]
    public void Images_are_flattened_and_single_precision_is_taken()
    {
        var labels = BalancedLabels(500, ClassCount);
        using var inputs = Inputs(labels.Length).to(ScalarType.Float32);
        using var images = inputs.reshape(-1, 3, 2, 2);

        Assert.Equal(
            Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, inputs),
            Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, images));
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        var labels = BalancedLabels(500, ClassCount);
        using var inputs = Inputs(labels.Length);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        Noise(0.4, 0.1).Draw(labels, Names(ClassCount), seed: 1, inputs);

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static InstanceDependentNoise Noise(double rate, double rateStd) => new(new() { Rate = rate, RateStd = rateStd });

    private static Tensor Inputs(int count)
    {
        using var generator = new Generator(1234);
        return randn(count, InputSize, dtype: ScalarType.Float64, generator: generator);
    }
}
