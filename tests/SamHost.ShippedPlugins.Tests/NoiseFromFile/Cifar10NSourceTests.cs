using System.IO.Compression;
using SamHost.Contracts.Data;
using SamHost.TestSupport;

namespace SamHost.ShippedPlugins.Tests.NoiseFromFile;

/// <summary>
/// The file that <c>samhost data fetch cifar10n</c> downloads, turned into text files.
/// </summary>
public sealed class Cifar10NSourceTests : IDisposable
{
    private const int Count = 50_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-cifar10n-").FullName;
    private readonly DataSource _source = SmallStudy.Catalog.DataSources.Single(source => source.Name == "cifar10n");

    private string Archive => Path.Combine(_folder, "labels.pt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_label_set_becomes_a_text_file_that_the_noise_model_reads()
    {
        WriteArchive(LabelPickle.Of(Count));
        var target = Directory.CreateDirectory(Path.Combine(_folder, "out")).FullName;

        _source.Downloads.Single().Unpack!(Archive, target);

        Assert.Equal(_source.Files.Order(), Directory.GetFiles(target).Select(Path.GetFileName).Order());
        foreach (var (file, set) in new[] { ("aggregate.txt", 1), ("worse.txt", 2), ("random-1.txt", 3), ("random-2.txt", 4),
            ("random-3.txt", 5) })
            Assert.Equal(
                Enumerable.Range(0, Count).Select(index => $"{LabelPickle.Label(set, index)}"), File.ReadLines(Path.Combine(target, file)));
    }

    [Theory]
    [InlineData("no zip")]
    [InlineData("no pickle")]
    [InlineData("too few labels")]
    [InlineData("cut short")]
    [InlineData("another program")]
    public void Anything_else_is_refused_with_the_name_of_the_file(string what)
    {
        switch (what)
        {
            case "no zip": File.WriteAllText(Archive, "no"); break;
            case "no pickle": WriteArchive([], "other.txt"); break;
            case "too few labels": WriteArchive(LabelPickle.Of(10)); break;
            case "cut short": WriteArchive(LabelPickle.Of(Count)[..1_000_000]); break;
            default: WriteArchive([0x80, 2, (byte)'i']); break;
        }

        var error = Assert.Throws<DataFileException>(() => _source.Downloads.Single().Unpack!(Archive, _folder));

        Assert.StartsWith($"{Archive}: ", error.Message, StringComparison.Ordinal);
    }

    private void WriteArchive(byte[] pickle, string name = "archive/data.pkl")
    {
        using var zip = ZipFile.Open(Archive, ZipArchiveMode.Create);
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(pickle);
    }
}
