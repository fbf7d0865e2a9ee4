using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Tests.Support;

namespace SamHost.Tests.Plugins.NoiseFromFile;

/// <summary>
/// The file that <c>samhost data fetch cifar10n</c> downloads, turned into text files. The file is made here as PyTorch makes the published one: its
/// instructions were read off that by Python's pickletools.
/// </summary>
public sealed class Cifar10NSourceTests : IDisposable
{
    private const int Count = 50_000;
    private static readonly string[] Keys = ["clean_label", "aggre_label", "worse_label", "random_label1", "random_label2", "random_label3"];

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-cifar10n-").FullName;
    private readonly DataSource _source = SmallStudy.Catalog.DataSources.Single(source => source.Name == "cifar10n");

    private string Archive => Path.Combine(_folder, "labels.pt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Each_label_set_becomes_a_text_file_that_the_noise_model_reads()
    {
        WriteArchive(Pickle(Count));
        var target = Directory.CreateDirectory(Path.Combine(_folder, "out")).FullName;

        _source.Downloads.Single().Unpack!(Archive, target);

        Assert.Equal(_source.Files.Order(), Directory.GetFiles(target).Select(Path.GetFileName).Order());
        foreach (var (file, set) in new[] { ("aggregate.txt", 1), ("worse.txt", 2), ("random-1.txt", 3), ("random-2.txt", 4), ("random-3.txt", 5) })
            Assert.Equal(Enumerable.Range(0, Count).Select(index => $"{Label(set, index)}"), File.ReadLines(Path.Combine(target, file)));
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
            case "too few labels": WriteArchive(Pickle(10)); break;
            case "cut short": WriteArchive(Pickle(Count)[..1_000_000]); break;
            default: WriteArchive([0x80, 2, (byte)'i']); break;
        }

        var error = Assert.Throws<DataFileException>(() => _source.Downloads.Single().Unpack!(Archive, _folder));

        Assert.StartsWith($"{Archive}: ", error.Message, StringComparison.Ordinal);
    }

    private static int Label(int set, int index) => (index * (set + 3) + set) % 10;

    private static byte[] Pickle(int count)
    {
        var pickle = new MemoryStream();
        Write("\u0080\u0002}q\0(");
        foreach (var (set, key) in Keys.Index())
        {
            Text(key);
            Write("q\u0001cnumpy.core.multiarray\n_reconstruct\nq\u0002cnumpy\nndarray\nq\u0003K\0\u0085q\u0004c_codecs\nencode\nq\u0005");
            Text("b");
            Text("latin1");
            Write("\u0086Rq\u0009\u0087R(K\u0001M\u0050\u00c3\u0085cnumpy\ndtype\n");
            Text("i8");
            Write("\u0089\u0088\u0087R(K\u0003");
            Text("<");
            Write("NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tb\u0089h\u0005");
            var bytes = new byte[count * sizeof(long)];
            for (var index = 0; index < count; index++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(index * sizeof(long)), Label(set, index));
            Text(Encoding.Latin1.GetString(bytes));
            Write("h\u0007\u0086Rtb");
        }

        Write("u.");
        return pickle.ToArray();

        void Write(string latin1) => pickle.Write(Encoding.Latin1.GetBytes(latin1));

        void Text(string text)
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            var length = new byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
            pickle.Write([(byte)'X', .. length, .. utf8]);
        }
    }

    private void WriteArchive(byte[] pickle, string name = "archive/data.pkl")
    {
        using var zip = ZipFile.Open(Archive, ZipArchiveMode.Create);
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(pickle);
    }
}
