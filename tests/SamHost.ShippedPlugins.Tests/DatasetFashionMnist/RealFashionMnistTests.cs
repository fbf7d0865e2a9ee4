using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetFashionMnist;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetFashionMnist;

public class RealFashionMnistTests
{
    public RealFashionMnistTests() =>
        Assert.SkipUnless(
            Directory.Exists(FashionMnistFolder.DebianFolder),
            $"{FashionMnistFolder.DebianFolder} is not there: apt-get install dataset-fashion-mnist");

    [Fact]
    public void The_whole_data_set_has_its_published_counts_and_statistics()
    {
        using var fashion = Load(new FashionMnistOptions());
        using var scope = NewDisposeScope();

        Assert.Equal([60_000L, 1L, 28L, 28L], fashion.Train.Inputs.shape);
        Assert.Equal([10_000L, 1L, 28L, 28L], fashion.Test.Inputs.shape);
        Assert.All(fashion.Train.Labels.bincount(null).data<long>().ToArray(), count => Assert.Equal(6000, count));
        Assert.All(fashion.Test.Labels.bincount(null).data<long>().ToArray(), count => Assert.Equal(1000, count));
        Assert.Equal([9L, 0L, 0L, 3L, 0L], fashion.Train.Labels.narrow(0, 0, 5).data<long>().ToArray());
        // Black and white, with the mean 0.2860 and deviation 0.3530 of the training pixels that are commonly used.
        Assert.Equal(-0.2860 / 0.3530, fashion.Train.Inputs.min().ToDouble(), 1e-3);
        Assert.Equal((1 - 0.2860) / 0.3530, fashion.Train.Inputs.max().ToDouble(), 1e-3);
        Assert.Equal(0, fashion.Train.Inputs.mean().ToDouble(), 1e-5);
        Assert.Equal(1, fashion.Train.Inputs.std(unbiased: false).ToDouble(), 1e-5);
    }

    [Fact]
    public void The_seed_decides_a_subset_and_the_training_size_does_not_touch_the_test_part()
    {
        var options = new FashionMnistOptions { TrainCount = 1000, TestCount = 500 };
        using var first = Load(options, seed: 1);
        using var again = Load(options, seed: 1);
        using var other = Load(options, seed: 2);
        using var smaller = Load(new FashionMnistOptions { TrainCount = 100, TestCount = 500 }, seed: 1);
        using var scope = NewDisposeScope();

        Assert.Equal((1000, 500), (first.Train.Count, first.Test.Count));
        Assert.True(first.Train.Inputs.equal(again.Train.Inputs).all().ToBoolean());
        Assert.False(first.Train.Labels.equal(other.Train.Labels).all().ToBoolean());
        Assert.True(first.Test.Labels.equal(smaller.Test.Labels).all().ToBoolean());
        Assert.Equal(0, first.Train.Inputs.mean().ToDouble(), 1e-5);
    }

    private static Dataset Load(FashionMnistOptions options, long seed = 1) =>
        new FashionMnistLoader(options).Load(new DatasetRequest(seed, Path.GetTempPath()));
}
