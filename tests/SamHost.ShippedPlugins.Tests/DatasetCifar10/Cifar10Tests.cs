using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetCifar10;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetCifar10;

public sealed class Cifar10Tests : IDisposable
{
    private readonly Cifar10Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_pixel_is_in_its_place_standardised_per_channel()
    {
        using var cifar = Load();
        Assert.Equal([10L, 3L, 32L, 32L], cifar.Train.Inputs.shape);
        Assert.Equal([3L, 3L, 32L, 32L], cifar.Test.Inputs.shape);
        float[] found = [.. cifar.Train.Inputs.data<float>().ToArray(), .. cifar.Test.Inputs.data<float>().ToArray()];

        for (var channel = 0; channel < 3; channel++)
        {
            var pixels = (from image in Enumerable.Range(0, 13)
                          from row in Enumerable.Range(0, 32)
                          from column in Enumerable.Range(0, 32)
                          select (image, row, column, value: (double)Cifar10Folder.Pixel(image, channel, row, column))).ToArray();
            var train = pixels.Where(pixel => pixel.image < 10).ToArray();
            var mean = train.Average(pixel => pixel.value);
            var deviation = Math.Sqrt(train.Average(pixel => (pixel.value - mean) * (pixel.value - mean)));

            foreach (var (image, row, column, value) in pixels)
                Assert.Equal((value - mean) / deviation, found[((image * 3 + channel) * 32 + row) * 32 + column], 1e-5);
        }
    }

    [Fact]
    public void Labels_and_class_names_are_those_of_the_files()
    {
        using var cifar = Load();

        Assert.Equal(Enumerable.Range(0, 10).Select(image => (long)Cifar10Folder.Label(image)), cifar.Train.Labels.data<long>().ToArray());
        Assert.Equal(Enumerable.Range(10, 3).Select(image => (long)Cifar10Folder.Label(image)), cifar.Test.Labels.data<long>().ToArray());
        Assert.Equal((10, "airplane", "truck"), (cifar.ClassNames.Count, cifar.ClassNames[0], cifar.ClassNames[9]));
    }

    [Fact]
    public void The_default_folder_is_under_the_base_directory()
    {
        var data = Directory.CreateDirectory(folder.File("data"));
        var moved = Path.Combine(data.FullName, "cifar-10-batches-bin");
        Directory.CreateDirectory(moved);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.Move(file, Path.Combine(moved, Path.GetFileName(file)));
        using var cifar = new Cifar10Loader(new Cifar10Options()).Load(new DatasetRequest(1, folder.Path));

        Assert.Equal(10, cifar.Train.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_subset_keeps_images_with_their_labels_in_the_order_of_the_files(long seed)
    {
        using var cifar = Load(new Cifar10Options { Folder = folder.Path, TrainCount = 4, TestCount = 2 }, seed);
        using var scope = NewDisposeScope();

        Assert.Equal((4, 2), (cifar.Train.Count, cifar.Test.Count));
        var chosen = Preparation.Subset(10, 4, seed, "TrainCount");
        Assert.Equal(chosen.Select(image => (long)Cifar10Folder.Label((int)image)), cifar.Train.Labels.data<long>().ToArray());
        // Standardisation is the same for all images of the subset: bytes that were equal stay equal, smaller ones smaller.
        var red = cifar.Train.Inputs.select(1, 0).reshape(-1).data<float>().ToArray();
        var bytes = chosen.SelectMany(
            image => Enumerable.Range(0, 1024).Select(place => Cifar10Folder.Pixel((int)image, 0, place / 32, place % 32))).ToArray();
        var valueOf = bytes.Zip(red).Distinct().ToDictionary(pair => pair.First, pair => pair.Second);
        Assert.Equal(valueOf.OrderBy(pair => pair.Key).Select(pair => pair.Value), valueOf.Values.Order());
    }

    [Theory]
    [InlineData(11, null, "TrainCount", "1 to 10")]
    [InlineData(null, 4, "TestCount", "1 to 3")]
    public void More_images_than_there_are_is_an_error_of_the_option(int? trainCount, int? testCount, string option, string range)
    {
        var options = new Cifar10Options { Folder = folder.Path, TrainCount = trainCount, TestCount = testCount };

        var refused = Assert.Throws<ComponentException>(() => Load(options));

        Assert.Equal(option, refused.Option);
        Assert.Contains(range, refused.Message);
    }

    [Fact]
    public void A_loaded_data_set_leaves_no_other_tensor_behind()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        using (Load())
            Assert.Equal(before + 4, Tensor.TotalCount);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private Dataset Load(Cifar10Options? options = null, long seed = 1) =>
        new Cifar10Loader(options ?? new Cifar10Options { Folder = folder.Path }).Load(new DatasetRequest(seed, folder.Path));
}
