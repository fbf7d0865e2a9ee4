using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetImageFolder;
using SkiaSharp;

namespace SamHost.ShippedPlugins.Tests.DatasetImageFolder;

/// <summary>Pictures with other labels: the table that is written is read by the options that come with it.</summary>
public sealed class RelabelledPicturesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_folder_for_each_class_becomes_a_table_that_is_read_with_the_same_ids()
    {
        for (var i = 0; i < 12; i++) Write($"photos/{Kind(i)}/{i:00}, one.png");
        var options = new ImageFolderOptions { Path = "photos" };
        var labels = new Dictionary<string, string?> { ["cat/00, one.png"] = "dog", ["dog/03, one.png"] = null };

        var read = Relabel(options, labels);

        Assert.Equal("""{"Labels":"labels.csv"}""", read);
        options.Labels = "labels.csv";
        var kinds = KindsById(options);
        Assert.Equal(11, kinds.Count);
        Assert.Equal("dog", kinds["cat/00, one.png"]);
        Assert.All(Enumerable.Range(0, 12).Except([0, 3]), i => Assert.Equal(Kind(i), kinds[$"{Kind(i)}/{i:00}, one.png"]));
    }

    [Fact]
    public void Test_pictures_of_a_folder_of_their_own_stay_what_they_are()
    {
        for (var i = 0; i < 8; i++) Write($"photos/{(i < 4 ? "train" : "test")}/{Kind(i)}/{i}.png");
        var options = new ImageFolderOptions { Path = "photos" };

        var read = Relabel(options, new Dictionary<string, string?> { ["train/cat/0.png"] = "dog" });

        Assert.Equal("""{"Labels":"labels.csv","TestPath":"photos/test"}""", read);
        (options.Labels, options.TestPath) = ("labels.csv", "photos/test");
        using var data = new ImageFolderLoader(options).Load(new DatasetRequest(1, _folder));
        Assert.Equal(["train/cat/0.png", "train/cat/2.png", "train/dog/1.png", "train/dog/3.png"], data.Train.Source.Ids);
        Assert.Equal([1L, 0, 1, 1], data.Train.Labels.data<long>().ToArray());
        Assert.Equal(["cat/4.png", "cat/6.png", "dog/5.png", "dog/7.png"], data.Test.Source.Ids);
    }

    [Fact]
    public void Other_pictures_and_a_file_of_labels_that_is_read_are_refused()
    {
        for (var i = 0; i < 4; i++) Write($"photos/{Kind(i)}/{i}.png");
        var options = new ImageFolderOptions { Path = "photos" };

        Assert.Contains(
            "1 of the pictures that were judged are not there, such as 'cat/9.png'",
            Assert.Throws<DataFileException>(() => Relabel(options, new() { ["cat/9.png"] = "dog" })).Message);
        options.TrueLabels = "labels.csv";
        Assert.Contains(
            "labels.csv: this is a file of labels that the data set reads",
            Assert.Throws<DataFileException>(() => Relabel(options, [])).Message);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static string Kind(int i) => i % 2 == 0 ? "cat" : "dog";

    private string Relabel(ImageFolderOptions options, Dictionary<string, string?> labels, string destination = "labels.csv") =>
        new ImageFolderLoader(options).WriteRelabelled(new RelabelRequest(destination, labels, _folder)).ToJsonString();

    private Dictionary<string, string> KindsById(ImageFolderOptions options)
    {
        using var data = new ImageFolderLoader(options).Load(new DatasetRequest(1, _folder));
        return new[] { data.Train, data.Test }
            .SelectMany(part => part.Source.Ids.Select((id, place) => (id, data.ClassNames[(int)part.Labels[place].item<long>()])))
            .ToDictionary(example => example.id, example => example.Item2);
    }

    private void Write(string path)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        using var bitmap = new SKBitmap(4, 4);
        using var file = File.Create(full);
        bitmap.Encode(file, SKEncodedImageFormat.Png, 100);
    }
}
