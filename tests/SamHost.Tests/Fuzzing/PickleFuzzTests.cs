using System.IO.Compression;
using SamHost.Contracts.Data;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>Archives with pickled labels, as CIFAR-10N is published.</summary>
[Trait("Duration", "Long")]
public sealed class PickleFuzzTests : IDisposable
{
    private static readonly byte[] Pickle = LabelPickle.Of(12);

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-pickle-").FullName;
    private readonly Action<string, string> _unpack = SmallStudy.Catalog.DataSources.Single(source => source.Name == "cifar10n")
        .Downloads.Single().Unpack!;

    private string Archive => Path.Combine(_folder, "labels.pt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_damaged_archive_is_read_or_refused() => Fuzzer.Run(TestScale.Of(300, 10_000), random =>
    {
        var pickle = random.Next(3) == 0 ? Pickle : Damage.To(Pickle, random);
        var archive = Zip(pickle, random.Next(2) == 0 ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        File.WriteAllBytes(Archive, random.Next(2) == 0 ? archive : Damage.To(archive, random));
        try
        {
            _unpack(Archive, _folder);
        }
        catch (DataFileException e) when (e.Message.Contains("expected 50000 labels under the key", StringComparison.Ordinal))
        {
            // It was read, and has too few labels, as all of these.
        }
    });

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_labels_is_refused_before_it_is_in_memory()
    {
        File.WriteAllBytes(Archive, Zip(new byte[200 << 20], CompressionLevel.Fastest));
        Assert.True(new FileInfo(Archive).Length < 2 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DataFileException>(() => _unpack(Archive, _folder));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    private static byte[] Zip(byte[] pickle, CompressionLevel level)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("archive/data.pkl", level).Open();
            entry.Write(pickle);
        }

        return bytes.ToArray();
    }
}
