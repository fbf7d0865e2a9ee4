using SamHost.Contracts.Plugins;
using static TorchSharp.torch;

namespace SamHost.Contracts.Data;

/// <summary>What data sets do with examples before training: standardise them, draw some of them, split them.</summary>
public static class Preparation
{
    /// <summary>
    /// Standardises both parts in place with the statistics of the training part: subtracts the mean and divides by the
    /// standard deviation (the root of the mean squared deviation, not corrected for the sample size). Values that are all equal in
    /// the training part carry nothing to learn from and become 0 in both parts.
    /// </summary>
    /// <param name="train">Training inputs, floating-point: [N, ...]. Written to.</param>
    /// <param name="test">Test inputs: [M, ...] with the same type and trailing dimensions. Written to.</param>
    /// <param name="over">
    /// The dimensions whose values share a mean and a deviation, the first always among them: <c>[0]</c> for one of each a
    /// feature, <c>[0, 2, 3]</c> a channel of images [N, C, H, W], <c>[0, 1, 2, 3]</c> for one of each altogether.
    /// </param>
    /// <returns>What was subtracted, and multiplied by: in double precision, which holds that of the inputs exactly.</returns>
    public static Standardization Standardize(Tensor train, Tensor test, long[] over)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var mean = train.mean(over, keepdim: true);
        var deviation = train.std(over, unbiased: false, keepdim: true);
        // Rounding leaves a constant a deviation that is not quite 0, so the values themselves are asked.
        var isConstant = train.amax(over, keepdim: true) == train.amin(over, keepdim: true);
        var scale = where(isConstant, zeros_like(deviation), deviation.reciprocal());
        foreach (var inputs in (Tensor[])[train, test])
            inputs.sub_(mean).mul_(scale);
        return new Standardization(Numbers(mean), Numbers(scale));

        static double[] Numbers(Tensor values) => [.. values.to(ScalarType.Float64).flatten().data<double>()];
    }

    /// <summary>Draws some of the examples, without replacement, each subset as likely as any other.</summary>
    /// <param name="count">The number of examples there are.</param>
    /// <param name="size">How many to draw; null for all of them.</param>
    /// <param name="seed">The seed: the same one draws the same examples.</param>
    /// <param name="option">The name of the option that <paramref name="size"/> comes from, for the error.</param>
    /// <returns>The indices of the drawn examples, ascending.</returns>
    /// <exception cref="ComponentException">There are fewer than <paramref name="size"/> examples, or it is not positive.</exception>
    public static long[] Subset(int count, int? size, long seed, string option)
    {
        if (size is < 1 || size > count)
            throw new ComponentException(option, $"{option} is {size}, but the data hold {count} examples: ask for 1 to {count}.");
        return size is null || size == count
            ? [.. Enumerable.Range(0, count).Select(index => (long)index)]
            : Ascending(Permutation(count, seed).AsSpan(0, size.Value));
    }

    /// <summary>Splits the examples at random into a training and a test part, each split as likely as any other.</summary>
    /// <param name="count">The number of examples there are.</param>
    /// <param name="testCount">The size of the test part.</param>
    /// <param name="seed">The seed: the same one gives the same split.</param>
    /// <returns>The indices of both parts, each ascending: together every index once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A part would be empty.</exception>
    public static (long[] Train, long[] Test) Split(int count, int testCount, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(testCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(testCount, count);
        var permutation = Permutation(count, seed);
        return (Ascending(permutation.AsSpan(testCount)), Ascending(permutation.AsSpan(0, testCount)));
    }

    /// <summary>Splits the examples at random so that each class has its share of the test part.</summary>
    /// <param name="labels">The class of each example, from 0.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="testFraction">The share of each class that tests, between 0 and 1: rounded, but of two examples or more at least one,
    /// and never all.</param>
    /// <param name="seed">The seed: the same one gives the same split.</param>
    /// <returns>The indices of both parts, each ascending: together every index once.</returns>
    /// <exception cref="ArgumentException">The test part would be empty: every class has a single example.</exception>
    public static (long[] Train, long[] Test) StratifiedSplit(IReadOnlyList<long> labels, int classCount, double testFraction, long seed)
    {
        var sizes = new int[classCount];
        foreach (var label in labels) sizes[label]++;
        int[] missing = [.. sizes.Select(size => size < 2 ? 0 : Math.Clamp((int)Math.Round(size * testFraction), 1, size - 1))];
        var testCount = missing.Sum();
        if (testCount == 0) throw new ArgumentException("Every class has a single example: none can test.", nameof(labels));
        // In a random order, so that the first of each class are a random choice.
        var tests = new bool[labels.Count];
        foreach (var index in Permutation(labels.Count, seed)) tests[index] = missing[labels[(int)index]]-- > 0;
        var (train, test, next) = (new long[labels.Count - testCount], new long[testCount], (Train: 0, Test: 0));
        for (var index = 0; index < tests.Length; index++)
        {
            if (tests[index]) test[next.Test++] = index;
            else train[next.Train++] = index;
        }

        return (train, test);
    }

    private static long[] Permutation(int count, long seed)
    {
        using var generator = new Generator(unchecked((ulong)seed));
        using var permutation = randperm(count, ScalarType.Int64, generator: generator);
        return permutation.data<long>().ToArray();
    }

    private static long[] Ascending(Span<long> indices)
    {
        indices.Sort();
        return indices.ToArray();
    }
}
