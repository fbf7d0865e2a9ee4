using SamHost.Contracts.Data;
using SamHost.Plugins.NoiseClassConditional;
using static SamHost.TestSupport.NoiseDraws;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.NoiseClassConditional;

/// <summary>Each noise model against its matrix, written out by hand for four classes: row = true class.</summary>
public class TransitionFrequencyTests
{
    private const int ClassCount = 4;

    private static readonly double[][] Given = [[0.5, 0.25, 0.125, 0.125], [0, 1, 0, 0], [0.9, 0.1, 0, 0], [0.01, 0.02, 0.03, 0.94]];

    private static readonly Dictionary<string, (ILabelNoise Noise, double[][] Matrix)> Cases = new()
    {
        ["none"] = (new NoNoise(), [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]),
        ["symmetric over the others"] = (
            new SymmetricNoise(new() { Rate = 0.3 }),
            [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.1, 0.1, 0.7]]),
        ["symmetric over all"] = (
            new SymmetricNoise(new() { Rate = 0.4, Over = RedrawOver.AllClasses }),
            [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.1, 0.1, 0.1, 0.7]]),
        ["asymmetric"] = (
            new AsymmetricNoise(new() { Rate = 0.2, Map = new() { ["a"] = "c", ["c"] = "d" } }),
            [[0.8, 0, 0.2, 0], [0, 1, 0, 0], [0, 0, 0.8, 0.2], [0, 0, 0, 1]]),
        ["pair flip"] = (
            new PairFlipNoise(new() { Rate = 0.45 }),
            [[0.55, 0.45, 0, 0], [0, 0.55, 0.45, 0], [0, 0, 0.55, 0.45], [0.45, 0, 0, 0.55]]),
        ["transition matrix"] = (new TransitionMatrixNoise(new() { Matrix = Given }), Given),
    };

    public static TheoryData<string> Models => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_transition_is_as_frequent_as_its_probability_says(string model)
    {
        var (noise, matrix) = Cases[model];
        var labels = BalancedLabels(200_000, ClassCount);
        foreach (var seed in new ulong[] { 1, 2, 77 })
        {
            var counts = new int[ClassCount, ClassCount];
            foreach (var (trueLabel, given) in labels.Zip(noise.Draw(labels, Names(ClassCount), seed)))
                counts[trueLabel, given]++;

            for (var row = 0; row < ClassCount; row++)
                for (var column = 0; column < ClassCount; column++)
                    AssertBinomial(counts[row, column], labels.Length / ClassCount, matrix[row][column]);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_same_seed_gives_the_same_labels_and_another_seed_others(string model)
    {
        var noise = Cases[model].Noise;
        var labels = BalancedLabels(1000, ClassCount);
        var drawn = noise.Draw(labels, Names(ClassCount), seed: 5);
        manual_seed(99);

        Assert.Equal(drawn, noise.Draw(labels, Names(ClassCount), seed: 5));
        if (model != "none")
            Assert.NotEqual(drawn, noise.Draw(labels, Names(ClassCount), seed: 6));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_noise_of_the_first_examples_does_not_depend_on_the_others(string model)
    {
        var noise = Cases[model].Noise;
        var labels = BalancedLabels(1000, ClassCount);

        Assert.Equal(
            noise.Draw(labels, Names(ClassCount))[..137],
            noise.Draw(labels[..137], Names(ClassCount)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_global_random_generator_is_left_alone(string model)
    {
        manual_seed(3);
        using var expected = rand(5);
        manual_seed(3);
        Cases[model].Noise.Draw(BalancedLabels(100, ClassCount), Names(ClassCount));
        using var actual = rand(5);

        Assert.True(expected.Equals(actual));
    }
}
