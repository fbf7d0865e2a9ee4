namespace SamHost.Training.Tests;

public class SeedSequenceTests
{
    [Fact]
    public void Every_purpose_epoch_and_root_has_a_seed_of_its_own()
    {
        var roots = new long[] { 0, 1, 2, 10, -1, 11, long.MaxValue, long.MinValue };

        var seeds = roots.SelectMany(root => All(new SeedSequence(root))).ToList();

        Assert.Equal(seeds.Count, seeds.Distinct().Count());
        // A torch generator takes any of them without a change of sign.
        Assert.All(seeds, seed => Assert.True(seed >= 0));
    }

    [Fact]
    public void The_same_root_has_the_same_seeds() => Assert.Equal(All(new SeedSequence(7)), All(new SeedSequence(7)));

    /// <summary>A change here changes every result of every study: say so where it is released.</summary>
    [Fact]
    public void Seeds_are_those_of_earlier_versions()
    {
        // echo -n 'SamHost seed 1 noise' | sha256sum, the first 8 bytes without the sign.
        Assert.Equal(0x46b0f059841e7eb0L, new SeedSequence(1).Noise);
        Assert.Equal(0x4474faf3de7907e4L, new SeedSequence(-3).Order(12));
    }

    private static IEnumerable<long> All(SeedSequence seeds) =>
        [seeds.Data, seeds.Noise, seeds.Validation, seeds.Weights, seeds.Model, .. Enumerable.Range(1, 200).Select(seeds.Order)];
}
