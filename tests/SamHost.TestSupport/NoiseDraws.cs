using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>Runs noise models on labels made for a test.</summary>
internal static class NoiseDraws
{
    /// <summary>The labels that a noise model gives, drawn from a generator with this seed.</summary>
    public static long[] Draw(
        this ILabelNoise noise, long[] labels, IReadOnlyList<string> classNames, ulong seed = 1, Tensor? inputs = null,
        string baseDirectory = "/", ExampleSource? source = null)
    {
        using var generator = new Generator(seed);
        using var examples = new Examples(inputs?.alias() ?? zeros(labels.Length, 1), tensor(labels))
        {
            Source = source ?? ExampleSource.Whole(labels.Length),
        };
        return noise.Corrupt(new NoiseRequest
        {
            Labels = labels,
            Examples = examples,
            ClassNames = classNames,
            Generator = generator,
            BaseDirectory = baseDirectory,
        });
    }

    /// <summary>0, 1, ..., C-1, 0, 1, ...: equally many of each class.</summary>
    public static long[] BalancedLabels(int count, int classCount) =>
        [.. Enumerable.Range(0, count).Select(index => (long)(index % classCount))];

    /// <summary>Class names a, b, c, ...</summary>
    public static string[] Names(int classCount) => [.. Enumerable.Range(0, classCount).Select(index => $"{(char)('a' + index)}")];

    /// <summary>Asserts that a count of successes lies within five standard deviations of its binomial mean.</summary>
    public static void AssertBinomial(int successes, int trials, double probability)
    {
        var bound = 5 * Math.Sqrt(trials * probability * (1 - probability));
        Assert.True(
            Math.Abs(successes - trials * probability) <= bound + 1e-9,
            $"{successes} of {trials}, and {trials * probability} +- {bound} were expected.");
    }
}
