using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetNumPy;

namespace SamHost.ShippedPlugins.Tests.DatasetNumPy;

/// <summary>Arrays written byte by byte, as NumPy's format is described (numpy.lib.format, version 1.0).</summary>
public sealed class NumPyTests : IDisposable
{
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 24).Select(i => (float)(i * i % 17))];

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-numpy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Arrays_of_an_archive_are_found_by_their_usual_names_and_every_number_is_in_its_place()
    {
        Archive(
            ("x_train", Array("<f4", [4, 2, 3], Bytes(Numbers))), ("y_train", Array("<i8", [4], Bytes<long>([0, 2, 1, 0]))),
            ("x_test", Array("<f4", [2, 2, 3], Bytes(Numbers[..12]))), ("y_test", Array("|u1", [2, 1], [1, 2])));

        using var data = Load(new() { Path = "data.npz", Standardize = false });

        Assert.Equal([4L, 1L, 2L, 3L], data.Train.Inputs.shape);
        Assert.Equal(Numbers, data.Train.Inputs.data<float>().ToArray());
        Assert.Equal([0, 2, 1, 0], data.Train.Labels.data<long>().ToArray());
        Assert.Equal([1, 2], data.Test.Labels.data<long>().ToArray());
        Assert.Equal(["0", "1", "2"], data.ClassNames);
        Assert.False(data.Train.AreLabelsVerified);
        Assert.Equal(["0", "1", "2", "3"], data.Train.Source.Ids);
    }

    [Theory]
    [InlineData("<f8")]
    [InlineData(">f8")]
    [InlineData("|u1")]
    [InlineData("<i4")]
    public void Numbers_of_any_kind_are_the_same_inputs(string type)
    {
        byte[] bytes = type switch
        {
            "<f8" => Bytes([.. Numbers.Select(value => (double)value)]),
            ">f8" => [.. Numbers.SelectMany(value => BitConverter.GetBytes((double)value).Reverse())],
            "|u1" => [.. Numbers.Select(value => (byte)value)],
            _ => Bytes([.. Numbers.Select(value => (int)value)]),
        };
        File.WriteAllBytes(In("inputs.npy"), Array(type, [8, 3], bytes));
        File.WriteAllBytes(In("labels.npy"), Array("<i4", [8], Bytes<int>([0, 1, 0, 1, 0, 1, 0, 1])));

        using var data = Load(new() { Path = "inputs.npy", Labels = "labels.npy", Standardize = false, TestFraction = 0.25 });

        Assert.Equal((6, 2), (data.Train.Count, data.Test.Count));
        foreach (var part in new[] { data.Train, data.Test })
        {
            var values = part.Inputs.data<float>().ToArray();
            foreach (var (place, row) in part.Source.Rows.Index())
                Assert.Equal(Numbers[(3 * (int)row)..(3 * (int)row + 3)], values[(3 * place)..(3 * place + 3)]);
        }
    }

    [Fact]
    public void Columns_first_and_channels_last_are_put_in_order()
    {
        // Fortran's order: the first index runs fastest.
        float[] byColumns = [.. Enumerable.Range(0, 24).Select(i => Numbers[(i % 2 * 12) + (i / 2 % 2 * 6) + (i / 4 % 2 * 3) + (i / 8)])];
        Archive(("X", Array("<f4", [2, 2, 2, 3], Bytes(byColumns), isFortran: true)), ("y", Array("<i8", [2], Bytes<long>([0, 1]))),
            ("X_test", Array("<f4", [2, 2, 2, 3], Bytes(Numbers))), ("y_test", Array("<i8", [2], Bytes<long>([0, 1]))));

        using var data = Load(new() { Path = "data.npz", Standardize = false, Classes = ["no", "yes"] });

        Assert.Equal([2L, 3L, 2L, 2L], data.Train.Inputs.shape);
        Assert.Equal(Numbers[4], data.Train.Inputs[0, 1, 0, 1].item<float>());
        Assert.Equal(data.Test.Inputs.data<float>().ToArray(), data.Train.Inputs.data<float>().ToArray());
        Assert.Equal(["no", "yes"], data.ClassNames);
    }

    [Fact]
    public void A_feature_gets_mean_0_and_deviation_1_over_the_training_examples()
    {
        Archive(("X", Array("<f4", [6, 2], Bytes(Numbers[..12]))), ("y", Array("<i8", [6], Bytes<long>([0, 1, 0, 1, 0, 1]))));

        using var data = Load(new() { Path = "data.npz", TestFraction = 0.4 });

        Assert.All(Enumerable.Range(0, 2), column =>
        {
            var values = data.Train.Inputs.data<float>().ToArray().Where((_, place) => place % 2 == column).ToList();
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, values.Average(value => value * value), 1e-4);
        });
    }

    [Theory]
    [InlineData("nowhere.npz", null, "nowhere.npz")]
    [InlineData("text.npz", null, "it cannot be read as NumPy's")]
    [InlineData("short.npy", "labels.npy", "it cannot be read as NumPy's")]
    [InlineData("inputs.npy", null, "expected the .npy file of the labels in the option Labels")]
    [InlineData("inputs.npy", "inputs.npy", "expected 8 labels, as there are inputs, and found an array [8, 3]")]
    [InlineData("inputs.npy", "half.npy", "labels are whole numbers from 0, and one is 0.5")]
    [InlineData("labels.npy", "labels.npy", "inputs are [N, features], [N, height, width] or [N, height, width, channels], not [8]")]
    [InlineData("data.npz", "Y", "there is no array 'Y' (Labels) in it; there are a, b")]
    [InlineData("data.npz", null, "none of its arrays (a, b) has a usual name; name one by the option Inputs")]
    [InlineData("infinite.npy", "labels.npy", "an input is no finite number")]
    public void What_cannot_be_is_one_clear_error(string path, string? labels, string problem)
    {
        File.WriteAllText(In("text.npz"), "no archive");
        var inputs = Array("<f4", [8, 3], Bytes(Numbers));
        File.WriteAllBytes(In("inputs.npy"), inputs);
        File.WriteAllBytes(In("short.npy"), inputs[..^5]);
        File.WriteAllBytes(In("infinite.npy"), Array("<f4", [8, 3], Bytes<float>([float.NaN, .. Numbers[1..]])));
        File.WriteAllBytes(In("labels.npy"), Array("<i4", [8], Bytes<int>([0, 1, 0, 1, 0, 1, 0, 1])));
        File.WriteAllBytes(In("half.npy"), Array("<f8", [8], Bytes<double>([0, 0.5, 1, 1, 0, 0, 1, 1])));
        Archive(("a", inputs), ("b", inputs));

        var refused = Assert.ThrowsAny<DataFileException>(
            () => Load(new() { Path = path, Labels = labels, Inputs = labels is "Y" ? "a" : null }));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_names_of_classes_are_refused()
    {
        Archive(("X", Array("<f4", [8, 3], Bytes(Numbers))), ("y", Array("<i8", [8], Bytes<long>([0, 1, 2, 0, 1, 2, 0, 1]))));

        Assert.Contains(
            "2 names, and a label is 2; give 3 names.",
            Assert.Throws<ComponentException>(() => Load(new() { Path = "data.npz", Classes = ["a", "b"] })).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Arrays_are_written_with_mended_labels_and_read_again_by_the_options_that_are_returned(bool isArchive)
    {
        var inputs = Array("|u1", [8, 3], [.. Numbers.Select(value => (byte)value)]);
        var labels = Array("<i4", [8], Bytes<int>([0, 1, 0, 1, 0, 1, 0, 1]));
        var (test, testLabels) = (Array("|u1", [2, 3], [9, 8, 7, 6, 5, 4]), Array("<i4", [2, 1], Bytes<int>([1, 0])));
        Archive(("a", inputs), ("b", labels), ("c", test), ("d", testLabels));
        foreach (var (name, bytes) in new[] { ("a.npy", inputs), ("b.npy", labels), ("c.npy", test), ("d.npy", testLabels) })
            File.WriteAllBytes(In(name), bytes);
        string Named(string name) => isArchive ? name : name + ".npy";
        NumPyOptions options = new()
        {
            Path = isArchive ? "data.npz" : "a.npy", Inputs = isArchive ? "a" : null, Labels = Named("b"), TestInputs = Named("c"),
            TestLabels = Named("d"), Classes = ["no", "yes"], Standardize = false,
        };

        var read = new NumPyLoader(options).WriteRelabelled(
            new RelabelRequest("clean.npz", new Dictionary<string, string?> { ["0"] = "yes", ["3"] = null, ["4"] = "no" }, _folder));

        Assert.Equal(
            """{"Path":"clean.npz","Inputs":null,"Labels":null,"TestInputs":null,"TestLabels":null,"Classes":["no","yes"]}""",
            read.ToJsonString());
        using var data = Load(new() { Path = "clean.npz", Classes = ["no", "yes"], Standardize = false });
        Assert.Equal([.. Numbers[..9], .. Numbers[12..]], data.Train.Inputs.data<float>().ToArray());
        Assert.Equal([1L, 1, 0, 0, 1, 0, 1], data.Train.Labels.data<long>().ToArray());
        Assert.Equal([9f, 8, 7, 6, 5, 4], data.Test.Inputs.data<float>().ToArray());
        Assert.Equal([1L, 0], data.Test.Labels.data<long>().ToArray());
        // The numbers stay of their kind.
        using var archive = ZipFile.OpenRead(In("clean.npz"));
        using var header = new StreamReader(archive.GetEntry("x_train.npy")!.Open(), Encoding.Latin1);
        Assert.Contains("'|u1'", header.ReadLine());
    }

    [Theory]
    [InlineData("8", "no", "clean.npz", "1 of the rows that were judged are not there, such as '8'")]
    [InlineData("1", "maybe", "clean.npz", "'maybe' is none of the classes no, yes")]
    [InlineData("1", "no", "data.npz", "this is the file of the data themselves")]
    [InlineData("1", "no", "no/such/clean.npz", "cannot be written")]
    public void Labels_that_are_none_of_the_data_s_are_not_written(string id, string label, string destination, string problem)
    {
        Archive(("X", Array("<f4", [8, 3], Bytes(Numbers))), ("y", Array("<i8", [8], Bytes<long>([0, 1, 0, 1, 0, 1, 0, 1]))));
        var loader = new NumPyLoader(new() { Path = "data.npz", Classes = ["no", "yes"] });

        var error = Assert.Throws<DataFileException>(
            () => loader.WriteRelabelled(new RelabelRequest(destination, new Dictionary<string, string?> { [id] = label }, _folder)));

        Assert.Contains(problem, error.Message);
        Assert.Equal(["data.npz"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    private static byte[] Array(string type, int[] shape, byte[] numbers, bool isFortran = false)
    {
        var sides = string.Join(", ", shape) + (shape.Length == 1 ? "," : "");
        var header = $"{{'descr': '{type}', 'fortran_order': {(isFortran ? "True" : "False")}, 'shape': ({sides}), }}";
        header = header.PadRight(((10 + header.Length) / 64 * 64) + 64 - 11) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. numbers];
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values)];

    private void Archive(params (string Name, byte[] Content)[] arrays)
    {
        using var zip = new ZipArchive(File.Create(In("data.npz")), ZipArchiveMode.Create);
        foreach (var (name, content) in arrays)
        {
            using var entry = zip.CreateEntry(name + ".npy").Open();
            entry.Write(content);
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private Dataset Load(NumPyOptions options) => new NumPyLoader(options).Load(new DatasetRequest(1, _folder));
}
