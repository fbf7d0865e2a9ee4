using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetFashionMnist;
using SamHost.TestSupport;

namespace SamHost.ShippedPlugins.Tests.DatasetFashionMnist;

public sealed class MalformedIdxTests : IDisposable
{
    private readonly IdxFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(IdxFolder.TrainImages, 0, "00000801", "byte 0", "0x00000803 of an image file and found 0x00000801")]
    [InlineData(IdxFolder.TrainImages, 0, "89504e47", "byte 0", "found 0x89504e47")]
    [InlineData(IdxFolder.TrainLabels, 0, "00000803", "byte 0", "0x00000801 of a label file and found 0x00000803")]
    [InlineData(IdxFolder.TestLabels, 0, "01080000", "byte 0", "found 0x01080000")]
    [InlineData(IdxFolder.TrainImages, 4, "00000004", "byte 4", "expected 3 images, as many as there are labels, and found 4")]
    [InlineData(IdxFolder.TestImages, 4, "ffffffff", "byte 4", "found 4294967295")]
    [InlineData(IdxFolder.TrainImages, 8, "0000001d", "byte 8", "expected 28 rows an image, and found 29")]
    [InlineData(IdxFolder.TestImages, 12, "7fffffff", "byte 12", "expected 28 columns an image, and found 2147483647")]
    [InlineData(IdxFolder.TrainLabels, 4, "00000000", "byte 4", "at least 1 label")]
    [InlineData(IdxFolder.TrainLabels, 4, "00000004", "byte 11", "expected 4 labels from byte 8 on, and the file ends here")]
    [InlineData(IdxFolder.TrainLabels, 4, "ffffffff", "byte 11", "expected 4294967295 labels")]
    [InlineData(IdxFolder.TrainLabels, 4, "00000002", "byte 10", "expected the end of the file after 2 labels")]
    [InlineData(IdxFolder.TrainLabels, 9, "0a", "byte 9", "expected a label from 0 to 9 and found 10")]
    [InlineData(IdxFolder.TestLabels, 8, "ff", "byte 8", "found 255")]
    public void A_wrong_byte_is_named_with_what_was_expected(string file, int offset, string replacement, string location, string message)
    {
        var bytes = folder.Read(file);
        Convert.FromHexString(replacement).CopyTo(bytes, offset);
        folder.Write(file, bytes);

        Refused(folder.File(file), location, message);
    }

    [Theory]
    [InlineData(IdxFolder.TrainImages, 0, null, "the file is empty")]
    [InlineData(IdxFolder.TrainImages, 3, "byte 3", "expected the magic number, and the file ends here")]
    [InlineData(IdxFolder.TestLabels, 6, "byte 6", "expected the number of labels, and the file ends here")]
    [InlineData(IdxFolder.TrainImages, 12, "byte 12", "expected columns an image, and the file ends here")]
    [InlineData(IdxFolder.TrainImages, 16, "byte 16", "3 images of 28x28 bytes")]
    [InlineData(IdxFolder.TrainImages, 2367, "byte 2367", "the file ends here")]
    [InlineData(IdxFolder.TestLabels, 9, "byte 9", "expected 2 labels from byte 8 on")]
    public void A_truncated_file_names_the_offset(string file, int length, string? location, string message)
    {
        folder.Write(file, folder.Read(file)[..length]);

        Refused(folder.File(file), location, message);
    }

    [Fact]
    public void Bytes_after_the_last_image_are_refused()
    {
        folder.Write(IdxFolder.TestImages, [.. folder.Read(IdxFolder.TestImages), 0, 0]);

        Refused(folder.File(IdxFolder.TestImages), "byte 1584", "expected the end of the file after 2 images");
    }

    [Fact]
    public void A_packed_file_that_unpacks_to_too_little_names_the_unpacked_offset()
    {
        folder.Pack(IdxFolder.TrainImages, folder.Read(IdxFolder.TrainImages)[..1000]);

        Refused(folder.File(IdxFolder.TrainImages + ".gz"), "unpacked byte 1000", "the file ends here");
    }

    [Fact]
    public void A_packed_file_that_unpacks_to_too_much_names_the_unpacked_offset()
    {
        folder.Pack(IdxFolder.TrainImages, [.. folder.Read(IdxFolder.TrainImages), 1]);

        Refused(folder.File(IdxFolder.TrainImages + ".gz"), "unpacked byte 2368", "expected the end of the file");
    }

    [Fact]
    public void A_packed_file_cannot_claim_more_than_gzip_can_pack()
    {
        folder.Pack(IdxFolder.TrainLabels, [0, 0, 8, 1, 0x7f, 0xff, 0xff, 0xff, 1, 2, 3]);

        Refused(folder.File(IdxFolder.TrainLabels + ".gz"), "unpacked byte 8", "expected 2147483647 labels, which are more than a file of");
    }

    [Fact]
    public void A_packed_file_with_a_wrong_checksum_is_corrupt_at_its_end()
    {
        var packed = folder.Pack(IdxFolder.TrainImages);
        packed[^5] ^= 1; // the last byte of the checksum; the length follows it
        folder.Write(IdxFolder.TrainImages + ".gz", packed);

        Refused(folder.File(IdxFolder.TrainImages + ".gz"), "unpacked byte 2368", "corrupt or cut short here or further on");
    }

    [Fact]
    public void A_packed_file_with_a_broken_body_is_corrupt_at_its_start()
    {
        var packed = folder.Pack(IdxFolder.TrainLabels);
        packed.AsSpan(10).Fill(0xff);
        folder.Write(IdxFolder.TrainLabels + ".gz", packed);

        Refused(folder.File(IdxFolder.TrainLabels + ".gz"), "unpacked byte 0", "corrupt or cut short");
    }

    [Theory]
    [InlineData(20)] // of the data and the trailer
    [InlineData(3)] // of the trailer only
    public void A_packed_file_that_is_cut_short_is_refused(int missing)
    {
        var packed = folder.Pack(IdxFolder.TrainImages);
        folder.Write(IdxFolder.TrainImages + ".gz", packed[..^missing]);

        var refused = Assert.Throws<DataFileException>(Load);

        Assert.Equal(folder.File(IdxFolder.TrainImages + ".gz"), refused.Path);
        Assert.StartsWith("unpacked byte ", refused.Location);
        Assert.Contains("corrupt or cut short", refused.Message);
    }

    [Fact]
    public void A_file_that_is_refused_is_let_go()
    {
        folder.Write(IdxFolder.TrainLabels, []);
        Assert.Throws<DataFileException>(Load);

        using var alone = new FileStream(folder.File(IdxFolder.TrainLabels), FileMode.Open, FileAccess.Write, FileShare.None);
        Assert.Equal(0, alone.Length);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_way_to_get_it()
    {
        File.Delete(folder.File(IdxFolder.TestLabels));

        Refused(folder.File(IdxFolder.TestLabels), null,
            "there is no such file, nor t10k-labels-idx1-ubyte.gz. Get it with `samhost data fetch fashion-mnist`");
    }

    [Fact]
    public void A_missing_folder_is_named_with_the_way_to_get_it()
    {
        var missing = folder.File("missing");
        var loader = new FashionMnistLoader(new FashionMnistOptions { Folder = missing });

        var refused = Assert.Throws<DataFileException>(() => loader.Load(new DatasetRequest(1, "/")));

        Assert.Equal(missing, refused.Path);
        Assert.Contains("apt-get install dataset-fashion-mnist", refused.Message);
    }

    [Fact]
    public void All_the_places_looked_at_are_listed()
    {
        var refused = Assert.Throws<DataFileException>(() => FashionMnistFolder.FirstOf([folder.File("one"), folder.File("two")]));

        Assert.StartsWith($"{folder.File("one")}: there is no such folder, nor {folder.File("two")}. Get it with", refused.Message);
    }

    private void Refused(string path, string? location, string message)
    {
        var refused = Assert.Throws<DataFileException>(Load);

        Assert.Equal((path, location), (refused.Path, refused.Location));
        Assert.Contains(message, refused.Message);
    }

    private void Load() =>
        new FashionMnistLoader(new FashionMnistOptions { Folder = folder.Path }).Load(new DatasetRequest(1, "/")).Dispose();
}
