using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetCifar10;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetCifar10;

/// <summary>The first 1,000 images of each of CIFAR-10's files, where they lie beside the repository.</summary>
public class RealCifar10Tests
{
    private static readonly string? Subset = FindSubset();

    public RealCifar10Tests() => Assert.SkipWhen(Subset is null, "../shared/data/cifar10-subset is not there");

    [Fact]
    public void The_subset_is_what_the_published_data_set_begins_with()
    {
        using var cifar = Load(new Cifar10Options { Folder = Subset });
        using var scope = NewDisposeScope();

        Assert.Equal([5000L, 3L, 32L, 32L], cifar.Train.Inputs.shape);
        Assert.Equal([1000L, 3L, 32L, 32L], cifar.Test.Inputs.shape);
        Assert.Equal(["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"], cifar.ClassNames);
        Assert.Equal([6L, 9L, 9L, 4L, 1L], cifar.Train.Labels.narrow(0, 0, 5).data<long>().ToArray());
        Assert.Equal([3L, 8L, 8L, 0L, 6L], cifar.Test.Labels.narrow(0, 0, 5).data<long>().ToArray());
    }

    [Fact]
    public void Training_channels_have_mean_0_and_deviation_1_and_begin_at_the_published_statistics()
    {
        using var cifar = Load(new Cifar10Options { Folder = Subset });
        using var scope = NewDisposeScope();
        (double Mean, double Deviation)[] published = [(0.4914, 0.2470), (0.4822, 0.2435), (0.4465, 0.2616)];

        for (var channel = 0; channel < 3; channel++)
        {
            var values = cifar.Train.Inputs.select(1, channel);
            Assert.Equal(0, values.mean().ToDouble(), 1e-5);
            Assert.Equal(1, values.std(unbiased: false).ToDouble(), 1e-5);
            // Black and white, as the statistics of all 50,000 images would have them; 5,000 differ a little.
            Assert.Equal(-published[channel].Mean / published[channel].Deviation, values.min().ToDouble(), 0.05);
            Assert.Equal((1 - published[channel].Mean) / published[channel].Deviation, values.max().ToDouble(), 0.05);
        }
    }

    [Fact]
    public void The_seed_decides_a_subset()
    {
        var options = new Cifar10Options { Folder = Subset, TrainCount = 500, TestCount = 100 };
        using var first = Load(options, seed: 1);
        using var again = Load(options, seed: 1);
        using var other = Load(options, seed: 2);
        using var scope = NewDisposeScope();

        Assert.Equal((500, 100), (first.Train.Count, first.Test.Count));
        Assert.True(first.Train.Inputs.equal(again.Train.Inputs).all().ToBoolean());
        Assert.False(first.Train.Labels.equal(other.Train.Labels).all().ToBoolean());
    }

    private static Dataset Load(Cifar10Options options, long seed = 1) =>
        new Cifar10Loader(options).Load(new DatasetRequest(seed, "/"));

    private static string? FindSubset()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SamHost.sln")))
            directory = directory.Parent;
        var subset = directory is null ? null : Path.GetFullPath("../shared/data/cifar10-subset", directory.FullName);
        return Directory.Exists(subset) ? subset : null;
    }
}
