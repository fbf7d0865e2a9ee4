using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Contracts.Tests.Data;

public class PreparationTests
{
    [Fact]
    public void Each_feature_is_standardised_with_its_training_mean_and_deviation()
    {
        using var scope = NewDisposeScope();
        var train = tensor(new double[,] { { 1, 10 }, { 3, 10 }, { 5, 40 } });
        var test = tensor(new double[,] { { 3, 20 }, { 7, 50 } });

        Preparation.Standardize(train, test, over: [0]);

        var (first, second) = (Math.Sqrt(8.0 / 3), Math.Sqrt(200));
        Close([-2 / first, -10 / second, 0, -10 / second, 2 / first, 20 / second], train);
        Close([0, 0, 4 / first, 30 / second], test);
    }

    [Fact]
    public void Channels_and_whole_images_share_their_statistics()
    {
        using var scope = NewDisposeScope();
        var images = tensor(new double[] { 0, 2, 10, 30, 4, 6, 50, 70 }, [2, 2, 1, 2]);
        var altogether = images.clone();

        Preparation.Standardize(images, images.clone(), over: [0, 2, 3]);
        Preparation.Standardize(altogether, altogether.clone(), over: [0, 1, 2, 3]);

        var (first, second) = (Math.Sqrt(5), Math.Sqrt(500));
        Close([-3 / first, -1 / first, -30 / second, -10 / second, 1 / first, 3 / first, 10 / second, 30 / second], images);
        Assert.Equal(0, altogether.mean().ToDouble(), 12);
        Assert.Equal(1, altogether.pow(2).mean().ToDouble(), 12);
        Assert.True(altogether[0, 1, 0, 1].ToDouble() > altogether[1, 0, 0, 1].ToDouble());
    }

    [Theory]
    [InlineData(0.1f)] // its float32 mean over many rows is not 0.1 to the last bit
    [InlineData(0f)]
    [InlineData(1e9f)]
    public void A_feature_that_is_constant_in_training_becomes_zero_in_both_parts(float value)
    {
        using var scope = NewDisposeScope();
        var train = full([1437, 1], value, ScalarType.Float32);
        var test = tensor(new[] { value, value + 1000 }, [2, 1]);

        Preparation.Standardize(train, test, over: [0]);

        Assert.Equal(0, train.abs().max().ToDouble());
        Assert.Equal(0, test.abs().max().ToDouble());
    }

    [Fact]
    public void A_split_is_disjoint_complete_and_ascending()
    {
        var (train, test) = Preparation.Split(1000, 200, seed: 3);

        Assert.Equal((800, 200), (train.Length, test.Length));
        Assert.Equal(Enumerable.Range(0, 1000).Select(index => (long)index), train.Concat(test).Order());
        Assert.Equal(train.Order(), train);
        Assert.Equal(test.Order(), test);
    }

    [Fact]
    public void The_seed_alone_decides_a_split_and_a_subset()
    {
        manual_seed(1);
        var (_, split) = Preparation.Split(1000, 200, seed: -7);
        var subset = Preparation.Subset(1000, 200, seed: -7, "TrainCount");
        manual_seed(2);

        Assert.Equal(split, Preparation.Split(1000, 200, seed: -7).Test);
        Assert.Equal(subset, Preparation.Subset(1000, 200, seed: -7, "TrainCount"));
        Assert.NotEqual(split, Preparation.Split(1000, 200, seed: -8).Test);
        Assert.NotEqual(subset, Preparation.Subset(1000, 200, seed: -8, "TrainCount"));
    }

    [Fact]
    public void Every_example_is_drawn_equally_often()
    {
        var drawn = new int[10];
        for (var seed = 0; seed < 2000; seed++)
        {
            foreach (var index in Preparation.Subset(10, 3, seed, "TrainCount"))
                drawn[index]++;
        }

        // Binomial(2000, 0.3): mean 600, deviation 20.5.
        Assert.All(drawn, count => Assert.InRange(count, 600 - 103, 600 + 103));
    }

    [Fact]
    public void A_subset_without_a_size_is_everything_in_order() =>
        Assert.Equal([0L, 1L, 2L, 3L], Preparation.Subset(4, null, seed: 1, "TrainCount"));

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_subset_that_is_not_there_is_refused_by_the_name_of_its_option(int size)
    {
        var refused = Assert.Throws<ComponentException>(() => Preparation.Subset(10, size, seed: 1, "TestCount"));

        Assert.Equal("TestCount", refused.Option);
        Assert.Contains("1 to 10", refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_split_with_an_empty_part_is_refused(int testCount) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Preparation.Split(10, testCount, seed: 1));

    private static void Close(double[] expected, Tensor found)
    {
        var values = found.data<double>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 12));
    }
}
