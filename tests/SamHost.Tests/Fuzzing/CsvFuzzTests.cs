using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>Tables, plain and gzip, with all options.</summary>
[Trait("Duration", "Long")]
public sealed class CsvFuzzTests : IDisposable
{
    private static readonly byte[][] Tables =
    [
        .. new[]
        {
            "x,y,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n",
            "1,2,0\r\n3.5,-4e-3,1\r\n5,6,0\r\n",
            "\"x\";\"a \"\"b\"\"\";kind\n1;2;\"first\nsecond\"\n3;4;other\n5;6;other\n",
            "\uFEFFkind\tx\ncat\t1\ndog\t2\ncat\t3\n",
            "kind,x\n\"Ä, ö\",1\n,2\n",
            string.Concat(Enumerable.Range(0, 60).Select(row => $"{row},{row * row},{row % 3}\n")),
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Columns = ["-1", "0", "kind", "2", "-7", "x", "99999999999"];

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_damaged_table_is_read_or_refused() => Fuzzer.Run(TestScale.Of(400, 20_000), random =>
    {
        var table = Tables[random.Next(Tables.Length)];
        var options = new CsvOptions
        {
            Path = Write("train", Damage.To(table, random), random),
            TestPath = random.Next(4) == 0 ? Write("test", random.Next(2) == 0 ? table : Damage.To(table, random), random) : null,
            Separator = random.Next(2) == 0 ? "," : ((char[])[';', '\t', ' ', '1'])[random.Next(4)].ToString(),
            HasHeader = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            LabelColumn = Columns[Math.Max(0, random.Next(-4, Columns.Length))],
            Standardize = random.Next(2) == 0,
        };

        using var data = new CsvLoader(options).Load(new DatasetRequest(random.Next(), _folder));
        Assert.InRange(data.Train.Inputs.numel() + data.Test.Inputs.numel(), 1, 10_000);
    });

    private string Write(string name, byte[] bytes, Random random)
    {
        var kind = random.Next(4);
        var path = Path.Combine(_folder, name + (kind < 2 ? ".csv" : ".csv.gz"));
        if (kind >= 2) bytes = Pack(bytes);
        File.WriteAllBytes(path, kind == 3 ? Damage.To(bytes, random) : bytes);
        return path;
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
