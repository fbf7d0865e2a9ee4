using SamHost.Contracts.Data;
using SamHost.Plugins.NoiseFromFile;
using SamHost.TestSupport;

namespace SamHost.ShippedPlugins.Tests.NoiseFromFile;

public sealed class FromFileNoiseTests : IDisposable
{
    private static readonly string[] Animals = ["cat", "dog", "horse"];

    private readonly string folder = Directory.CreateTempSubdirectory("samhost-labels-").FullName;

    private string LabelFile => Path.Combine(folder, "labels.txt");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("2\n0\n1\n")]
    [InlineData("2\n0\n1")]
    [InlineData("2\r\n0\r\n1\r\n\r\n \n")]
    [InlineData("\uFEFF 2 \n0\n1\n")]
    [InlineData("horse\ncat\ndog\n")]
    public void Labels_are_indices_or_names_one_a_line(string text) => Assert.Equal([2, 0, 1], Read(text));

    [Fact]
    public void An_absolute_path_is_taken_as_it_is()
    {
        File.WriteAllText(LabelFile, "1\n");

        Assert.Equal([1L], new FromFileNoise(new() { Path = LabelFile }).Draw([0], Animals));
    }

    [Fact]
    public void Classes_called_by_numbers_are_read_as_names() => Assert.Equal([0, 2, 1], Read("1\n3\n2\n", ["1", "2", "3"]));

    [Fact]
    public void A_file_that_cannot_be_names_is_read_as_indices_throughout() =>
        Assert.Equal([0, 2, 1], Read("0\n2\n1\n", ["1", "2", "3"]));

    [Fact]
    public void A_line_that_is_no_class_is_named() =>
        AssertRefused(
            "2\nzebra\n1\n", "line 2", "'zebra' is neither a class name (cat, dog, horse, ...) nor a class index (0 to 2).");

    [Fact]
    public void An_index_beyond_the_classes_is_named() =>
        AssertRefused("2\n1\n3\n", "line 3", "'3' is neither a class name (cat, dog, horse, ...) nor a class index (0 to 2).");

    [Fact]
    public void A_blank_line_among_the_labels_is_named() =>
        AssertRefused("2\n\n1\n", "line 2", "'' is neither a class name (cat, dog, horse, ...) nor a class index (0 to 2).");

    [Fact]
    public void Several_bad_lines_are_named_together() =>
        AssertRefused(
            "-1\n1\n1.0\n",
            "lines 1, 3",
            "each is neither a class name (cat, dog, horse, ...) nor a class index (0 to 2). They read '-1', '1.0'.");

    [Fact]
    public void Of_many_bad_lines_the_first_five_are_named() =>
        AssertRefused(
            "a\nb\nc\nd\ne\nf\ng\n",
            "lines 1, 2, 3, 4, 5 and 2 more",
            "each is neither a class name (cat, dog, horse, ...) nor a class index (0 to 2). "
            + "They read 'a', 'b', 'c', 'd', 'e' and 2 more.");

    [Fact]
    public void A_mixture_of_names_and_indices_is_refused()
    {
        AssertRefused("cat\n1\nhorse\n", "line 2", "'1' is a class index, and line 1 is a class name: use one or the other throughout.");
        AssertRefused("0\ndog\n1\n", "line 2", "'dog' is a class name, and line 1 is a class index: use one or the other throughout.");
    }

    [Theory]
    [InlineData(
        "2\n0\n",
        "2 labels, and the source of the data has 3 rows: one line is needed for each, also for those that test; "
            + "or a CSV file with the columns id and label.")]
    [InlineData(
        "2\n0\n1\n1\n",
        "4 labels, and the source of the data has 3 rows: one line is needed for each, also for those that test; "
            + "or a CSV file with the columns id and label.")]
    [InlineData(
        "",
        "0 labels, and the source of the data has 3 rows: one line is needed for each, also for those that test; "
            + "or a CSV file with the columns id and label.")]
    public void A_file_of_another_length_is_refused(string text, string problem) => AssertRefused(text, null, problem);

    [Fact]
    public void Lines_belong_to_the_rows_of_the_source_and_not_to_the_order_of_a_split()
    {
        File.WriteAllText(LabelFile, "0\n1\n2\n0\n1\n2\n");

        Assert.Equal([1, 2, 2], Draw(new ExampleSource([4, 2, 5], 6)));
    }

    [Theory]
    [InlineData("id,label\nc,horse\na,cat\nx,cat\nb,dog\n")]
    [InlineData("label, id\n2,c\n0,a\n0,x\n1,\"b\"\n")]
    public void Labels_of_ids_may_stand_in_any_order_with_others_among_them(string text)
    {
        File.WriteAllText(LabelFile, text);

        Assert.Equal([1, 0, 2], Draw(new ExampleSource([0, 1, 2], 3, ["b", "a", "c"])));
    }

    [Fact]
    public void A_row_that_is_dropped_leaves_its_example_out()
    {
        File.WriteAllText(LabelFile, "id,label,action\na,cat,kept\nb,dog,dropped\nc,horse,relabelled\n");

        Assert.Equal([ILabelNoise.LeftOut, 0, 2], Draw(new ExampleSource([0, 1, 2], 3, ["b", "a", "c"])));
    }

    [Theory]
    [InlineData("id,label\na,cat\n", "2 training examples have no label, such as 'b', 'c'")]
    [InlineData("id,label\na,cat\nb,cat\nc,cat\na,dog\n", "the id 'a' is there twice")]
    [InlineData("id,kind\na,cat\n", "expected the column 'label' beside 'id', and found id, kind")]
    [InlineData("id,label\na,cat\nb,zebra\nc,cat\n", "line 3: 'zebra' is neither a class name")]
    public void Ids_without_a_label_are_named(string text, string problem)
    {
        File.WriteAllText(LabelFile, text);

        Assert.Contains(
            problem, Assert.Throws<DataFileException>(() => Draw(new ExampleSource([0, 1, 2], 3, ["b", "a", "c"]))).Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var exception = Assert.Throws<DataFileException>(() => Draw("absent.txt"));

        Assert.Equal($"{Path.Combine(folder, "absent.txt")}: there is no such file", exception.Message);
    }

    [Fact]
    public void A_folder_is_no_label_file()
    {
        var exception = Assert.Throws<DataFileException>(() => Draw("."));

        Assert.Equal($"{Path.GetFullPath(".", folder)}: this is a folder: name a file", exception.Message);
    }

    [Fact]
    public void A_binary_file_gives_a_short_printable_message()
    {
        File.WriteAllBytes(LabelFile, [.. Enumerable.Range(0, 100_000).Select(index => (byte)(index * 31 % 256))]);

        var exception = Assert.Throws<DataFileException>(() => Draw("labels.txt"));

        Assert.True(exception.Message.Length < 500, exception.Message);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    private long[] Read(string text, string[]? classNames = null)
    {
        File.WriteAllText(LabelFile, text);
        return Draw("labels.txt", classNames);
    }

    private long[] Draw(string path, string[]? classNames = null) =>
        new FromFileNoise(new() { Path = path }).Draw([0, 0, 1], classNames ?? Animals, baseDirectory: folder);

    private void AssertRefused(string text, string? location, string problem)
    {
        var exception = Assert.Throws<DataFileException>(() => Read(text));
        Assert.Equal(location is null ? $"{LabelFile}: {problem}" : $"{LabelFile}, {location}: {problem}", exception.Message);
        Assert.Equal(location, exception.Location);
    }

    private long[] Draw(ExampleSource source) => new FromFileNoise(new() { Path = LabelFile }).Draw([0, 0, 0], Animals, source: source);
}
