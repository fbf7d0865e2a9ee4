using SamHost.Studies.Scenes;
using static TorchSharp.torch;

namespace SamHost.Studies.Tests;

/// <summary>Near duplicates, against all distances one by one.</summary>
public sealed class NearDuplicateTests
{
    [Fact]
    public void Each_example_that_lies_much_nearer_to_another_than_examples_do_is_paired_with_it()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var inputs = randn(1100, 5).add(1000);
        // Two copies with a little noise, far apart in the order, and one that is exact.
        inputs[7] = inputs[1050].add(0.002);
        inputs[600] = inputs[30].sub(0.01);
        inputs[2] = inputs[1].clone();

        var found = NearDuplicateSearch.Find(inputs);

        var values = inputs.to(ScalarType.Float64).data<double>().ToArray();
        var nearest = Enumerable.Range(0, 1100).Select(place => Enumerable.Range(0, 1100).Where(other => other != place)
            .Select(other => (Other: other, Distance: Distance(place, other))).MinBy(other => other.Distance)).ToList();
        var median = nearest.Select((own, place) => (Math.Min(place, own.Other), Math.Max(place, own.Other), own.Distance)).Distinct()
            .Select(pair => pair.Distance).Order().ToList();
        var limit = 0.13 * (median[(median.Count - 1) / 2] + median[median.Count / 2]) / 2;
        var expected = nearest.Select((own, place) => (First: Math.Min(place, own.Other), Second: Math.Max(place, own.Other), own.Distance))
            .Where(pair => pair.Distance < limit).Distinct().OrderBy(pair => pair.Distance).ToList();
        Assert.Equal(expected.Select(pair => (pair.First, pair.Second)), found.Pairs.Select(pair => (pair.First, pair.Second)));
        Assert.Equal((1, 2, 0.0), (found.Pairs[0].First, found.Pairs[0].Second, found.Pairs[0].Distance));
        Assert.Contains(found.Pairs, pair => (pair.First, pair.Second) == (7, 1050));
        Assert.Contains(found.Pairs, pair => (pair.First, pair.Second) == (30, 600));

        double Distance(int one, int other) => Math.Sqrt(
            Enumerable.Range(0, 5).Sum(i => Math.Pow(values[(5 * one) + i] - values[(5 * other) + i], 2)));
    }

    [Fact]
    public void Too_many_examples_are_not_searched_and_that_is_said()
    {
        using var inputs = zeros(1, 1).expand(500_000, 2);

        var found = NearDuplicateSearch.Find(inputs);

        Assert.Empty(found.Pairs);
        Assert.StartsWith("500,000 examples of 2 values are too many", found.Problem, StringComparison.Ordinal);
    }
}
