using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.AugmentationMixup;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.AugmentationMixup;

/// <summary>Mixup against its definition in plain numbers.</summary>
public sealed class MixupTests : IDisposable
{
    private const int Size = 40;
    private readonly IDisposable _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(ScalarType.Float64, false)]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float32, true)]
    public void Inputs_are_mixed_with_the_partners_and_shares_that_their_losses_have(ScalarType type, bool perExample)
    {
        var batch = BatchOf(Size, type);

        var mixed = Mix(batch, perExample);

        var mixture = mixed.Mixture!;
        long[] partners = [.. mixture.Indices.data<long>().ToArray().Select(index => (index - 100) / 3)];
        var shares = Numbers(mixture.Shares);
        var (before, after) = (Rows(batch.Inputs), Rows(mixed.Inputs));
        for (var i = 0; i < Size; i++)
        {
            for (var j = 0; j < 6; j++)
                Assert.Equal(
                    shares[i] * before[i][j] + (1 - shares[i]) * before[partners[i]][j], after[i][j],
                    type == ScalarType.Float64 ? 1e-14 : 1e-6);
        }

        Assert.Equal(Enumerable.Range(0, Size).Select(i => (long)i), partners.Order());
        Assert.Equal(partners.Select(partner => partner % 5), mixture.Labels.data<long>().ToArray());
        Assert.Equal(perExample ? Size : 1, shares.Distinct().Count());
        Assert.All(shares, share => Assert.InRange(share, 0.0, 1.0));
        Assert.Equal(batch.Inputs.shape, mixed.Inputs.shape);
        Assert.Equal([Size], mixture.Shares.shape);
        Assert.Equal((type, type), (mixed.Inputs.dtype, mixture.Shares.dtype));
        Assert.Same(batch.Labels, mixed.Labels);
        Assert.Same(batch.Indices, mixed.Indices);
    }

    [Theory]
    [InlineData(0.2, true)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(0.2, false)]
    [InlineData(4, false)]
    public void Shares_have_the_mean_and_the_variance_of_their_beta_distribution(double alpha, bool perExample)
    {
        // As many examples of a batch, or as many batches, each with a seed of its own.
        var shares = perExample
            ? Numbers(Mix(BatchOf(40_000), perExample, alpha).Mixture!.Shares)
            : Enumerable.Range(1, 4000).Select(seed =>
            {
                using var scope = NewDisposeScope();
                return Numbers(Mix(BatchOf(2), perExample, alpha, (ulong)seed).Mixture!.Shares)[0];
            }).ToArray();

        var variance = 1 / (4 * (2 * alpha + 1));
        var fourthMoment = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
        AssertMean(shares, 0.5, variance);
        AssertMean([.. shares.Select(share => (share - 0.5) * (share - 0.5))], variance, fourthMoment - variance * variance);

        static void AssertMean(double[] values, double mean, double variance)
        {
            var bound = 5 * Math.Sqrt(variance / values.Length);
            Assert.InRange(values.Average(), mean - bound, mean + bound);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_seed_mixes_the_same_and_another_seed_something_else(bool perExample)
    {
        var batch = BatchOf(Size);
        var before = Numbers(batch.Inputs);
        var mixed = Mix(batch, perExample);
        manual_seed(5);

        var again = Mix(batch, perExample);

        Assert.Equal(Numbers(mixed.Inputs), Numbers(again.Inputs));
        Assert.Equal(Numbers(mixed.Mixture!.Shares), Numbers(again.Mixture!.Shares));
        Assert.Equal(mixed.Mixture.Indices.data<long>().ToArray(), again.Mixture.Indices.data<long>().ToArray());
        Assert.NotEqual(Numbers(mixed.Inputs), Numbers(Mix(batch, perExample, seed: 2).Inputs));
        Assert.Equal(before, Numbers(batch.Inputs));
    }

    [Fact]
    public void A_chain_mixes_once()
    {
        var mixed = Mix(BatchOf(Size), perExample: false);

        Assert.Throws<ComponentException>(() => Mix(mixed, perExample: false));
    }

    private static Batch Mix(Batch batch, bool perExample, double alpha = 1, ulong seed = 1)
    {
        using var generator = new Generator(seed);
        var mixup = new Mixup(new MixupOptions { Alpha = alpha, PerExample = perExample });
        return mixup.Augment(batch, new AugmentationContext(generator, PictureShape: null, Epoch: 1, Step: 0));
    }

    /// <summary>Labels 0, 1, 2, 3, 4, 0, ... and indices 100, 103, 106, ...</summary>
    private static Batch BatchOf(int count, ScalarType type = ScalarType.Float64)
    {
        manual_seed(3);
        var positions = arange(count, ScalarType.Int64);
        return new Batch(randn([count, 2, 3], type), positions.remainder(5), positions * 3 + 100);
    }

    private static double[] Numbers(Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static double[][] Rows(Tensor inputs) => [.. Numbers(inputs).Chunk(6)];
}
