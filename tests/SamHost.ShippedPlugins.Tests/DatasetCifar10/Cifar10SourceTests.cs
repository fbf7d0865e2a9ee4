using System.Formats.Tar;
using System.IO.Compression;
using SamHost.Contracts.Data;
using SamHost.TestSupport;

namespace SamHost.ShippedPlugins.Tests.DatasetCifar10;

/// <summary>The archive that <c>samhost data fetch cifar10</c> downloads, unpacked.</summary>
public sealed class Cifar10SourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-cifar-").FullName;
    private readonly DataDownload _download = SmallStudy.Catalog.DataSources.Single(source => source.Name == "cifar10").Downloads.Single();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_files_of_the_archives_folder_become_those_of_ours_and_none_leaves_it()
    {
        using var data = new Cifar10Folder();
        var archive = Path.Combine(_folder, _download.File);
        using (var packed = new GZipStream(File.Create(archive), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "cifar-10-batches-bin/"));
            foreach (var file in Directory.GetFiles(data.Path)) tar.WriteEntry(file, $"cifar-10-batches-bin/{Path.GetFileName(file)}");
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../../outside.txt") { DataStream = new MemoryStream([1]) });
        }

        var target = Directory.CreateDirectory(Path.Combine(_folder, "deep", "er")).FullName;
        _download.Unpack!(archive, target);

        Assert.Equal(
            Directory.GetFiles(data.Path).Select(Path.GetFileName).Append("outside.txt").Order(),
            Directory.GetFiles(target).Select(Path.GetFileName).Order());
        Assert.All(
            Directory.GetFiles(data.Path),
            file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(target, Path.GetFileName(file)))));
        Assert.False(File.Exists(Path.Combine(_folder, "outside.txt")));
    }

    [Fact]
    public void What_is_no_archive_is_said_to_be_none()
    {
        var archive = Path.Combine(_folder, _download.File);
        File.WriteAllText(archive, "no");

        var error = Assert.Throws<DataFileException>(() => _download.Unpack!(archive, _folder));

        Assert.StartsWith($"{archive}: it cannot be unpacked", error.Message, StringComparison.Ordinal);
    }
}
