using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetFashionMnist;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetFashionMnist;

public sealed class FashionMnistTests : IDisposable
{
    private readonly IdxFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_pixel_is_in_its_place_standardised_with_all_training_pixels()
    {
        using var fashion = Load();
        var pixels = (from image in Enumerable.Range(0, 5)
                      from row in Enumerable.Range(0, 28)
                      from column in Enumerable.Range(0, 28)
                      select (double)IdxFolder.Pixel(image, row, column)).ToArray();
        var mean = pixels[..(3 * 784)].Average();
        var deviation = Math.Sqrt(pixels[..(3 * 784)].Average(pixel => (pixel - mean) * (pixel - mean)));

        Assert.Equal([3L, 1L, 28L, 28L], fashion.Train.Inputs.shape);
        Assert.Equal([2L, 1L, 28L, 28L], fashion.Test.Inputs.shape);
        float[] found = [.. fashion.Train.Inputs.data<float>().ToArray(), .. fashion.Test.Inputs.data<float>().ToArray()];
        Assert.All(pixels.Zip(found), pair => Assert.Equal((pair.First - mean) / deviation, pair.Second, 1e-5));
    }

    [Fact]
    public void Labels_and_class_names_are_those_of_the_files()
    {
        using var fashion = Load();

        Assert.Equal([9L, 0L, 3L], fashion.Train.Labels.data<long>().ToArray());
        Assert.Equal([7L, 1L], fashion.Test.Labels.data<long>().ToArray());
        Assert.Equal((10, "T-shirt/top", "Ankle boot"), (fashion.ClassNames.Count, fashion.ClassNames[0], fashion.ClassNames[9]));
    }

    [Fact]
    public void Files_of_that_form_are_mnist_with_classes_of_one_s_own()
    {
        using var fashion = Load();
        using var digits = new MnistLoader(new() { Folder = folder.Path }).Load(new DatasetRequest(1, "/"));
        using var signs = new MnistLoader(new() { Folder = folder.Path, Classes = [.. "abcdefghij".Select(letter => $"{letter}")] })
            .Load(new DatasetRequest(1, "/"));

        Assert.Equal(fashion.Train.Inputs.data<float>().ToArray(), digits.Train.Inputs.data<float>().ToArray());
        Assert.Equal(fashion.Test.Labels.data<long>().ToArray(), digits.Test.Labels.data<long>().ToArray());
        Assert.Equal(("9", "j"), (digits.ClassNames[9], signs.ClassNames[9]));
        Assert.Contains(
            "there is no such folder; put train-images-idx3-ubyte,",
            Assert.Throws<DataFileException>(() => new MnistLoader(new()).Load(new DatasetRequest(1, folder.Path))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_files_give_the_same_as_plain_ones()
    {
        using var plain = Load();
        foreach (var name in (string[])[IdxFolder.TrainImages, IdxFolder.TrainLabels, IdxFolder.TestImages, IdxFolder.TestLabels])
            folder.Pack(name);
        using var packed = Load();

        Assert.Equal(plain.Train.Inputs.data<float>().ToArray(), packed.Train.Inputs.data<float>().ToArray());
        Assert.Equal(plain.Test.Labels.data<long>().ToArray(), packed.Test.Labels.data<long>().ToArray());
    }

    [Fact]
    public void A_relative_folder_starts_at_the_base_directory()
    {
        var options = new FashionMnistOptions { Folder = Path.GetFileName(folder.Path) };
        using var fashion = new FashionMnistLoader(options).Load(new DatasetRequest(1, Path.GetDirectoryName(folder.Path)!));

        Assert.Equal(3, fashion.Train.Count);
    }

    [Fact]
    public void Without_a_folder_the_one_of_the_base_directory_comes_first()
    {
        var data = Directory.CreateDirectory(folder.File("data/fashion-mnist"));
        foreach (var file in Directory.GetFiles(folder.Path))
            File.Move(file, Path.Combine(data.FullName, Path.GetFileName(file)));
        using var fashion = new FashionMnistLoader(new FashionMnistOptions()).Load(new DatasetRequest(1, folder.Path));

        Assert.Equal(3, fashion.Train.Count);
    }

    [Fact]
    public void A_folder_without_the_files_hides_none_that_has_them()
    {
        var empty = Directory.CreateDirectory(folder.File("empty")).FullName;
        folder.Pack(IdxFolder.TrainImages);

        Assert.Equal(folder.Path, FashionMnistFolder.FirstOf([folder.File("none"), empty, folder.Path]));
        Assert.Equal(empty, FashionMnistFolder.FirstOf([folder.File("none"), empty]));
    }

    [Fact]
    public void A_subset_keeps_images_with_their_labels()
    {
        using var all = Load();
        using var two = Load(new FashionMnistOptions { Folder = folder.Path, TrainCount = 2, TestCount = 1 });
        using var scope = NewDisposeScope();

        Assert.Equal((2, 1), (two.Train.Count, two.Test.Count));
        // The first pixel tells the images apart, whatever the standardisation: it grows with the image's number.
        foreach (var index in (int[])[0, 1])
        {
            var label = two.Train.Labels[index].ToInt64();
            var number = Array.IndexOf(IdxFolder.Labels, (byte)label);
            var expected = all.Train.Inputs[number] - all.Train.Inputs[number].mean();
            var found = two.Train.Inputs[index] - two.Train.Inputs[index].mean();
            Assert.True(nn.functional.cosine_similarity(expected.reshape(1, -1), found.reshape(1, -1)).ToDouble() > 0.99999);
        }
    }

    [Theory]
    [InlineData(4, null, "TrainCount", "1 to 3")]
    [InlineData(null, 3, "TestCount", "1 to 2")]
    public void More_images_than_there_are_is_an_error_of_the_option(int? trainCount, int? testCount, string option, string range)
    {
        var options = new FashionMnistOptions { Folder = folder.Path, TrainCount = trainCount, TestCount = testCount };

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

    private Dataset Load(FashionMnistOptions? options = null) =>
        new FashionMnistLoader(options ?? new FashionMnistOptions { Folder = folder.Path }).Load(new DatasetRequest(1, folder.Path));
}
