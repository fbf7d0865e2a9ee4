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
    public static void Standardize(Tensor train, Tensor test, long[] over)
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
