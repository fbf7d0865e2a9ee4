using SamHost.Runs.Results;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>
/// Finds examples that are nearly the same: each with its nearest neighbour, where that is nearer than 0.13 times the median of all such
/// distances (the rule of cleanlab's Datalab, issue type near_duplicate).
/// </summary>
internal static class NearDuplicateSearch
{
    private const double Near = 0.13;
    private const int BlockSize = 512;

    // The work grows with the square of the examples: this much takes seconds.
    private const long MostWork = 200_000_000_000;

    /// <summary>Finds them.</summary>
    /// <param name="inputs">The inputs, one a row, float32 [N, D]. Borrowed.</param>
    public static NearDuplicates Find(Tensor inputs)
    {
        var (count, size) = (inputs.shape[0], inputs.shape[1]);
        if (count < 2) return new NearDuplicates([], null);
        if (count * count * size > MostWork)
            return new NearDuplicates([], $"{count:N0} examples of {size:N0} values are too many to look for near duplicates among them.");
        using var scope = NewDisposeScope();
        // Around the mean, where products of large numbers do not swallow small differences.
        var centred = inputs.sub(inputs.mean([0L]));
        var squares = centred.mul(centred).sum(1);
        var neighbours = new long[count];
        for (long start = 0; start < count; start += BlockSize)
        {
            using var block = NewDisposeScope();
            var rows = Math.Min(BlockSize, count - start);
            var distances = squares.sub(centred.narrow(0, start, rows).matmul(centred.t()).mul_(2));
            distances.diagonal(start).fill_(double.PositiveInfinity);
            distances.argmin(1).data<long>().ToArray().CopyTo(neighbours, start);
        }

        var nearest = neighbours.Select((neighbour, place) => (
            First: (int)Math.Min(place, neighbour), Second: (int)Math.Max(place, neighbour))).Distinct()
            .Select(pair => (pair.First, pair.Second, Distance: Between(inputs, pair.First, pair.Second))).ToList();
        var median = Quantile.Of([.. nearest.Select(pair => pair.Distance).Order()], 0.5);
        return new NearDuplicates(
            [
                .. nearest.Where(pair => pair.Distance < Near * median || pair.Distance == 0).OrderBy(pair => pair.Distance)
                    .Select(pair => new NearPair(pair.First, pair.Second, median == 0 ? 0 : pair.Distance / median)),
            ],
            null);
    }

    // Without the matrix product's rounding.
    private static double Between(Tensor inputs, int first, int second)
    {
        using var scope = NewDisposeScope();
        return inputs[first].to(ScalarType.Float64).sub(inputs[second].to(ScalarType.Float64)).norm().item<double>();
    }
}
