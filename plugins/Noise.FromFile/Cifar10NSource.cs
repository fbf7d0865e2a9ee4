using System.Globalization;
using System.IO.Compression;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>
/// CIFAR-10N: labels of CIFAR-10's 50,000 training images by people, three for each (Wei et al., "Learning with Noisy Labels Revisited: A
/// Study Using Real-World Human Annotations", ICLR 2022, arXiv 2110.12088). They are published as a file of PyTorch's, in the order of the
/// official batches; each of its label sets becomes a text file.
/// </summary>
internal static class Cifar10NSource
{
    private const int Count = 50_000;
    private const int LargestPickle = 1 << 24;
    private const string Archive = "CIFAR-10_human.pt";

    private static readonly (string Key, string File)[] LabelSets =
    [
        ("aggre_label", "aggregate.txt"), ("random_label1", "random-1.txt"), ("random_label2", "random-2.txt"),
        ("random_label3", "random-3.txt"), ("worse_label", "worse.txt"),
    ];

    internal static DataSource Create() => new()
    {
        Name = "cifar10n",
        Description = "CIFAR-10N's labels by people (Wei et al. 2022), for the noise model from-file: 9 % (aggregate), 17 to 18 % "
            + "(random-1 to 3) and 40 % (worse) are wrong.",
        Page = new Uri("http://noisylabels.com"),
        Folders = ["data/cifar-10n"],
        Files = [.. LabelSets.Select(set => set.File)],
        Downloads =
        [
            new DataDownload
            {
                File = Archive,
                // A commit, so that the file stays as it is.
                Addresses = [
                    new Uri("https://raw.githubusercontent.com/UCSC-REAL/cifar-10-100n/49df7d8a69e355470c77c1c2f2424916325a394b/data/"
                        + Archive)],
                Length = 2401007,
                Sha256 = "873e69c39cb9b5e97fb6bae2d60bb59b38a5cbc31d2b868f7903dcb2b9dd2310",
                Unpack = Unpack,
            },
        ],
    };

    /// <summary>Writes each label set as a text file, a label a line.</summary>
    internal static void Unpack(string archive, string folder)
    {
        var arrays = Read(archive);
        foreach (var (key, file) in LabelSets)
        {
            if (!arrays.TryGetValue(key, out var labels) || labels.Length != Count)
                throw new DataFileException(
                    archive, null, $"expected {Count} labels under the key {key}, and there are {labels?.Length ?? 0}.");
            File.WriteAllLines(Path.Combine(folder, file), labels.Select(label => label.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static Dictionary<string, long[]> Read(string archive)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var entry = zip.Entries.FirstOrDefault(entry => entry.Name == "data.pkl")
                ?? throw new InvalidDataException("there is no data.pkl in it.");
            if (entry.Length is < 0 or > LargestPickle)
                throw new InvalidDataException($"data.pkl in it has {entry.Length} bytes, and labels need no more than {LargestPickle}.");
            using var content = entry.Open();
            // What the archive says of the length is not to be relied on.
            var pickle = new byte[entry.Length];
            return PickledArrays.Read(pickle.AsSpan(0, content.ReadAtLeast(pickle, pickle.Length, throwOnEndOfStream: false)));
        }
        catch (InvalidDataException e)
        {
            throw new DataFileException(archive, null, $"it cannot be unpacked: {e.Message}");
        }
    }
}
