using System.Text;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetCifar10;
using SamHost.TestSupport;

namespace SamHost.ShippedPlugins.Tests.DatasetCifar10;

public sealed class MalformedCifar10Tests : IDisposable
{
    private const string Names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n";

    private readonly Cifar10Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("data_batch_2.bin", 0, null, "the file is empty")]
    [InlineData("data_batch_2.bin", 1, "byte 0", "found the last 1 bytes")]
    [InlineData("data_batch_5.bin", 3072, "byte 0", "expected a whole record of 3073 bytes")]
    [InlineData("test_batch.bin", 3 * 3073 - 1, "byte 6146", "found the last 3072 bytes")]
    public void A_truncated_file_names_the_offset_of_the_broken_record(string file, int length, string? location, string message)
    {
        folder.Write(file, folder.Read(file)[..length]);

        Refused(file, location, message);
    }

    [Fact]
    public void Bytes_after_the_last_record_are_refused()
    {
        folder.Write("data_batch_1.bin", [.. folder.Read("data_batch_1.bin"), 0, 0]);

        Refused("data_batch_1.bin", "byte 6146", "found the last 2 bytes");
    }

    [Theory]
    [InlineData("data_batch_1.bin", 0, 10)]
    [InlineData("data_batch_4.bin", 3073, 255)]
    [InlineData("test_batch.bin", 6146, 11)]
    public void A_label_out_of_range_names_its_offset(string file, int offset, byte label)
    {
        var bytes = folder.Read(file);
        bytes[offset] = label;
        folder.Write(file, bytes);

        Refused(file, $"byte {offset}", $"expected a label from 0 to 9 and found {label}");
    }

    [Fact]
    public void A_wrong_label_is_found_in_an_image_that_the_subset_leaves_out()
    {
        var bytes = folder.Read("data_batch_5.bin");
        bytes[3073] = 10;
        folder.Write("data_batch_5.bin", bytes);
        // A seed whose single image is not the wrong one.
        var seed = Enumerable.Range(0, 100).First(seed => Preparation.Subset(10, 1, seed, "TrainCount")[0] != 9);
        var loader = new Cifar10Loader(new Cifar10Options { Folder = folder.Path, TrainCount = 1 });

        Assert.Equal("byte 3073", Assert.Throws<DataFileException>(() => loader.Load(new DatasetRequest(seed, "/"))).Location);
    }

    [Theory]
    [InlineData("", "line 1", "the file ends after 0")]
    [InlineData("airplane\nautomobile\n\n\n", "line 3", "the file ends after 2")]
    [InlineData("airplane\n\nautomobile\n", "line 2", "found an empty line")]
    [InlineData("airplane\nautomobile\nbird\nairplane\n", "line 4", "found 'airplane' again")]
    [InlineData(Names + "zebra\n", "line 11", "expected the end of the file after 10 class names and found 'zebra'")]
    public void Class_names_that_are_not_ten_different_ones_name_the_line(string contents, string location, string message)
    {
        folder.Write("batches.meta.txt", Encoding.UTF8.GetBytes(contents));

        Refused("batches.meta.txt", location, message);
    }

    [Fact]
    public void A_file_that_is_too_large_for_class_names_is_not_read()
    {
        folder.Write("batches.meta.txt", new byte[70_000]);

        Refused("batches.meta.txt", "byte 65536", "found a file of more than 65536 bytes");
    }

    [Theory]
    [InlineData("data_batch_3.bin")]
    [InlineData("test_batch.bin")]
    [InlineData("batches.meta.txt")]
    public void A_missing_file_is_named_with_the_way_to_get_it(string file)
    {
        File.Delete(folder.File(file));

        Refused(file, null, "there is no such file. Get the binary version with `samhost data fetch cifar10`");
    }

    [Fact]
    public void A_missing_folder_is_named_with_the_way_to_get_it()
    {
        var loader = new Cifar10Loader(new Cifar10Options());

        var refused = Assert.Throws<DataFileException>(() => loader.Load(new DatasetRequest(1, folder.Path)));

        Assert.Equal(folder.File("data/cifar-10-batches-bin"), refused.Path);
        Assert.Contains("samhost data fetch cifar10", refused.Message);
    }

    private void Refused(string file, string? location, string message)
    {
        var loader = new Cifar10Loader(new Cifar10Options { Folder = folder.Path });

        var refused = Assert.Throws<DataFileException>(() => loader.Load(new DatasetRequest(1, "/")));

        Assert.Equal((folder.File(file), location), (refused.Path, refused.Location));
        Assert.Contains(message, refused.Message);
    }
}
