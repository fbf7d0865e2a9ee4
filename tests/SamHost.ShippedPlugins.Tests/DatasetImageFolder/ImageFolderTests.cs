using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetImageFolder;
using SkiaSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetImageFolder;

/// <summary>Pictures that the tests write, read again.</summary>
public sealed class ImageFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Grey_pictures_in_the_order_of_a_table_are_the_inputs_that_their_bytes_make()
    {
        var pixels = new byte[40 * 64];
        new Random(3).NextBytes(pixels);
        for (var i = 0; i < 40; i++) WriteGrey($"{Kind(i)}/{i}.png", pixels.AsSpan(i * 64, 64));
        File.WriteAllText(
            Path.Combine(_folder, "labels.csv"),
            "path,label\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"{Kind(i)}/{i}.png,{Kind(i)}\n")));
        File.WriteAllText(
            Path.Combine(_folder, "test.csv"),
            "label,path\n" + string.Concat(Enumerable.Range(30, 10).Select(i => $"{Kind(i)},{Kind(i)}/{i}.png\n")));
        using var data = Load(new()
        {
            Path = ".", Labels = "labels.csv", TestPath = ".", TestLabels = "test.csv", Classes = ["dog", "cat"],
        });

        using var scope = NewDisposeScope();
        var all = tensor(pixels.Select(value => (float)value).ToArray(), [40, 1, 8, 8]);
        var (train, test) = (all[..30].clone(), all[30..].clone());
        Preparation.Standardize(train, test, over: [0, 1, 2, 3]);
        Assert.Equal(train.data<float>().ToArray(), data.Train.Inputs.data<float>().ToArray());
        Assert.Equal(test.data<float>().ToArray(), data.Test.Inputs.data<float>().ToArray());
        Assert.Equal(["dog", "cat"], data.ClassNames);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)(1 - (i % 2))), data.Train.Labels.data<long>().ToArray());
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{Kind(i)}/{i}.png"), data.Train.Source.Ids);
        Assert.Equal([1L, 8L, 8L], data.PictureShape!);
        Assert.False(data.Train.AreLabelsVerified);
    }

    [Fact]
    public void An_id_is_the_same_picture_under_every_seed_and_each_class_has_its_share_of_the_test()
    {
        for (var i = 0; i < 40; i++) WriteGrey($"{Kind(i)}/{i:00}.png", [.. Enumerable.Repeat((byte)(5 * i), 64)]);
        foreach (var seed in new[] { 1, 2 })
        {
            using var data = Load(new() { Path = ".", Standardize = false, TestFraction = 0.25 }, seed);
            foreach (var part in new[] { data.Train, data.Test })
            {
                foreach (var (place, id) in part.Source.Ids.Index())
                {
                    var number = int.Parse(id[^6..^4], System.Globalization.CultureInfo.InvariantCulture);
                    Assert.Equal(5 * number / 255f, part.Inputs[place, 0, 3, 3].item<float>(), 1e-6);
                    Assert.Equal(Kind(number), data.ClassNames[(int)part.Labels[place].item<long>()]);
                }
            }

            Assert.Equal([5, 5], data.Test.Labels.data<long>().ToArray().CountBy(label => label).Select(count => count.Value));
        }
    }

    [Fact]
    public void Pictures_that_do_not_fit_in_memory_are_decoded_to_the_same_inputs()
    {
        var pixels = new byte[64];
        for (var i = 0; i < 24; i++)
        {
            new Random(i).NextBytes(pixels);
            WriteGrey($"{Kind(i)}/{i}.png", pixels);
        }

        using var held = Load(new() { Path = "." });
        using var streamed = Load(new() { Path = ".", MemoryMiB = 0 });
        Assert.NotNull(streamed.Train.Reader);
        Assert.Equal(held.Train.Source.Ids, streamed.Train.Source.Ids);
        using var read = streamed.Train.ReadInputs([.. Enumerable.Range(0, held.Train.Count).Select(place => (long)place)]);
        Assert.All(
            held.Train.Inputs.data<float>().ToArray().Zip(read.data<float>().ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(0)]
    public void Pictures_without_labels_become_the_inputs_that_they_are_in_training(int memoryMiB)
    {
        for (var i = 0; i < 24; i++)
        {
            var pixels = new byte[64];
            new Random(i).NextBytes(pixels);
            WriteGrey($"known/{Kind(i)}/{i}.png", pixels);
            WriteGrey($"new/{i % 5}/{i}.png", pixels);
        }

        var options = new ImageFolderOptions { Path = "known", MemoryMiB = memoryMiB };
        using var data = Load(options);
        using var found = new ImageFolderLoader(options).LoadUnlabelled(new UnlabelledRequest("new", data.InputPreparation!, _folder));
        var places = found.Ids.Index().ToDictionary(id => Path.GetFileName(id.Item), id => (long)id.Index);
        var read = new float[64];
        foreach (var (place, id) in data.Train.Source.Ids.Index())
        {
            found.Reader!.Read([places[Path.GetFileName(id)]], read);
            using var trained = data.Train.ReadInputs([place]);
            Assert.Equal(trained.data<float>().ToArray(), read);
        }

        Assert.Equal(24, found.Ids.Count);
        Assert.Contains("3/3.png", found.Ids);
    }

    [Fact]
    public void Colours_stay_transparent_parts_lie_over_white_and_grey_is_the_luminance()
    {
        WriteColour("a/1.png", 2, 1, [new(255, 0, 0), new(10, 20, 30, 0)]);
        WriteColour("b/2.png", 2, 1, [new(0, 255, 0), new(0, 0, 200, 128)]);
        WriteColour("b/3.png", 2, 1, [new(1, 2, 3), new(4, 5, 6)]);
        WriteColour("a/4.png", 2, 1, [new(1, 2, 3), new(4, 5, 6)]);
        using var colour = Load(new() { Path = ".", Standardize = false });
        Assert.Equal([1, 1, 0, 1, 0, 1], Values(colour, "a/1.png"));
        Assert.Equal([0, 127, 255, 127, 0, 227], Values(colour, "b/2.png").Select(value => (int)Math.Round(255 * value)));

        using var grey = Load(new() { Path = ".", Standardize = false, Channels = 1 });
        // Pillow's convert("L").
        Assert.Equal([76, 255], Values(grey, "a/1.png").Select(value => (int)Math.Round(255 * value)));
    }

    [Fact]
    public void Other_sizes_are_stretched_or_cropped()
    {
        var half = Enumerable.Range(0, 8 * 4).Select(pixel => pixel % 8 < 2 ? SKColors.White : SKColors.Black).ToArray();
        foreach (var name in new[] { "a/1.png", "a/2.png", "b/3.png", "b/4.png" }) WriteColour(name, 8, 4, half);
        using var stretched = Load(new() { Path = ".", Width = 4, Height = 4, Standardize = false });
        using var cropped = Load(new() { Path = ".", Width = 4, Height = 4, Standardize = false, Fit = PictureFit.Crop });

        Assert.Equal(1, Values(stretched, "a/1.png")[0], 1e-6);
        // The middle: what is white lies outside.
        Assert.All(Values(cropped, "a/1.png"), value => Assert.Equal(0, value, 1e-6));
    }

    [Fact]
    public void Every_broken_file_is_named_at_once_and_left_out_only_where_told_so()
    {
        for (var i = 0; i < 10; i++) WriteGrey($"{Kind(i)}/{i}.png", [.. Enumerable.Repeat((byte)i, 64)]);
        var whole = File.ReadAllBytes(Path.Combine(_folder, "cat/0.png"));
        File.WriteAllBytes(Path.Combine(_folder, "cat/empty.png"), []);
        File.WriteAllText(Path.Combine(_folder, "cat/text.png"), "no picture at all");
        File.WriteAllBytes(Path.Combine(_folder, "dog/short.png"), whole[..(whole.Length / 2)]);
        WriteColour("dog/bomb.png", 300, 300, [.. Enumerable.Repeat(SKColors.Red, 90_000)]);
        var options = new ImageFolderOptions { Path = ".", Width = 8, Height = 8, MaxPixels = 50_000 };

        var refused = Assert.Throws<ComponentException>(() => Load(options));
        Assert.Equal("Broken", refused.Option);
        Assert.StartsWith("4 files cannot be read as pictures", refused.Message, StringComparison.Ordinal);
        Assert.All(
            new[]
            {
                "empty.png: the file is empty", "text.png: it is no picture", "short.png: it is ", "bomb.png: it has 300 x 300 pixels",
            },
            name => Assert.Contains(name, refused.Message));

        options.Broken = BrokenPictures.Skip;
        using var data = Load(options);
        Assert.Equal(10, data.Train.Count + data.Test.Count);
        Assert.Equal(14, data.Train.Source.Count);
        Assert.Contains(data.Notes, note => note.StartsWith("warning: 4 files", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_of_true_labels_says_which_are_wrong()
    {
        for (var i = 0; i < 20; i++) WriteGrey($"{Kind(i)}/{i}.png", [.. Enumerable.Repeat((byte)i, 64)]);
        File.WriteAllText(
            Path.Combine(_folder, "truth.csv"),
            "path,label\n"
                + string.Concat(Enumerable.Range(0, 20).Select(i => $"{Kind(i)}/{i}.png,{(i % 5 == 0 ? Kind(i + 1) : Kind(i))}\n")));
        using var data = Load(new() { Path = ".", TrueLabels = "truth.csv" });

        foreach (var (place, id) in data.Train.Source.Ids.Index())
        {
            var number = int.Parse(Path.GetFileNameWithoutExtension(id), System.Globalization.CultureInfo.InvariantCulture);
            var (given, right) = (data.Train.GivenLabels![place].item<long>(), data.Train.Labels[place].item<long>());
            Assert.Equal(Kind(number), data.ClassNames[(int)given]);
            Assert.Equal(number % 5 == 0, given != right);
        }
    }

    [Theory]
    [InlineData("empty", "expected a folder for each class with pictures in it")]
    [InlineData("absent", "there is no such folder")]
    [InlineData("one", "expected at least two classes, and found only 'cat'")]
    public void A_folder_that_is_none_of_pictures_is_named(string name, string message)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));
        WriteGrey("one/cat/1.png", new byte[64]);

        var refused = Assert.Throws<DataFileException>(() => Load(new() { Path = name }));
        Assert.Equal(Path.Combine(_folder, name), refused.Path);
        Assert.Contains(message, refused.Message);
    }

    private static string Kind(int number) => number % 2 == 0 ? "cat" : "dog";

    private static float[] Values(Dataset data, string id)
    {
        var part = data.Train.Source.Ids.Contains(id) ? data.Train : data.Test;
        return part.Inputs[part.Source.Ids.Index().Single(entry => entry.Item == id).Index].data<float>().ToArray();
    }

    private void WriteGrey(string name, ReadOnlySpan<byte> pixels)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(8, 8, SKColorType.Gray8, SKAlphaType.Opaque));
        pixels.CopyTo(bitmap.GetPixelSpan());
        Save(name, bitmap);
    }

    private void WriteColour(string name, int width, int height, SKColor[] pixels)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = pixels };
        Save(name, bitmap);
    }

    private void Save(string name, SKBitmap bitmap)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        Assert.True(bitmap.Encode(file, SKEncodedImageFormat.Png, 100));
    }

    private Dataset Load(ImageFolderOptions options, long seed = 1) =>
        new ImageFolderLoader(options).Load(new DatasetRequest(seed, _folder));
}
