using System.Formats.Tar;
using System.IO.Compression;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetCifar10;

/// <summary>The published archive of CIFAR-10, binary version.</summary>
internal static class Cifar10Source
{
    /// <summary>Where the files are looked for, and the archive's own folder.</summary>
    internal const string Folder = "data/cifar-10-batches-bin";

    private const string Archive = "cifar-10-binary.tar.gz";

    internal static DataSource Create() => new()
    {
        Name = "cifar10",
        Description = "CIFAR-10 in its binary version (Krizhevsky 2009).",
        Page = new Uri("https://www.cs.toronto.edu/~kriz/cifar.html"),
        Folders = [Folder],
        Files = [
            "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin",
            "batches.meta.txt"],
        Downloads =
        [
            new DataDownload
            {
                File = Archive,
                Addresses = [new Uri("https://www.cs.toronto.edu/~kriz/" + Archive)],
                Length = 170052171,
                Sha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                Unpack = Unpack,
            },
        ],
    };

    /// <summary>Writes the archive's files, whatever folder they are in there, into one folder.</summary>
    internal static void Unpack(string archive, string folder)
    {
        try
        {
            using var packed = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            using var tar = new TarReader(packed);
            while (tar.GetNextEntry() is { } entry)
            {
                // The names in an archive are not to be trusted with a place on the disk.
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                    entry.ExtractToFile(Path.Combine(folder, Path.GetFileName(entry.Name)), overwrite: false);
            }
        }
        catch (InvalidDataException e)
        {
            throw new DataFileException(archive, null, $"it cannot be unpacked: {e.Message}");
        }
    }
}
