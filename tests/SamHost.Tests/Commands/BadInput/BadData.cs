using System.Text;
using SamHost.TestSupport;
using static SamHost.Tests.Commands.BadInput.BadInputCase;

namespace SamHost.Tests.Commands.BadInput;

/// <summary>Data files that are missing or damaged.</summary>
internal static class BadData
{
    private const string Cifar10 = """Study:Dataset={"Name":"cifar10","Options":{"Folder":"data"}}""";
    private const string FashionMnist = """Study:Dataset={"Name":"fashion-mnist","Options":{"Folder":"data"}}""";
    private const string Csv = """Study:Dataset={"Name":"csv","Options":{"Path":"data/table.csv"}}""";
    private const string FromFile = """Study:Noise={"Name":"from-file","Options":{"Path":"data/labels.txt"}}""";

    public static readonly BadInputCase[] Cases =
    [
        Set("a data folder that is not there", [Cifar10], "Study:Dataset: ", "/data: there is no such folder. Get the binary version"),
        Set("CIFAR-10 cut short", [Cifar10], "/data/data_batch_1.bin, byte 3073: expected a whole record of 3073 bytes",
            "found the last 100 bytes") with
        {
            Files = Cifar10Files(files => files["data/data_batch_1.bin"] = files["data/data_batch_1.bin"][..3173]),
        },
        Set("CIFAR-10 with a label out of range", [Cifar10],
            "/data/test_batch.bin, byte 0: expected a label from 0 to 9 and found 200") with
        {
            Files = Cifar10Files(files => files["data/test_batch.bin"][0] = 200),
        },
        Set("CIFAR-10 without a file", [Cifar10],
            "/data/data_batch_5.bin: there is no such file") with { Files = Cifar10Files(files => files.Remove("data/data_batch_5.bin")) },
        Set("IDX with another magic number", [FashionMnist], "/data/train-images-idx3-ubyte, byte 0: expected", "0x00000803",
            "found 0x00000801") with
        {
            Files = IdxFiles(files => files["data/train-images-idx3-ubyte"][3] = 1),
        },
        Set("IDX cut short", [FashionMnist], "/data/t10k-images-idx3-ubyte, byte 1000", "the file ends here") with
        {
            Files = IdxFiles(files => files["data/t10k-images-idx3-ubyte"] = files["data/t10k-images-idx3-ubyte"][..1000]),
        },
        Set("more images than there are", ["""Study:Dataset={"Name":"fashion-mnist","Options":{"Folder":"data","TrainCount":4}}"""],
            "Study:Dataset:Options:TrainCount: TrainCount is 4, but the data hold 3 examples: ask for 1 to 3.") with { Files =
                IdxFiles(_ => { }) },
        Set("a table that is not there", [Csv], "Study:Dataset: ", "/data/table.csv: there is no such file"),
        Set("a table with a row too short", [Csv],
            "/data/table.csv, line 2: expected 3 cells, as the lines before, and found 2") with { Files = Table("1,2,a\n3,b\n") },
        Set("a table with a word for a number", [Csv], "/data/table.csv: column 2 holds numbers",
            "1 cells that are none, such as 'x'") with { Files = Table("1,2,a\n3,4,b\n3,x,b\n") },
        Set("a separator that separates nothing",
            ["""Study:Dataset={"Name":"csv","Options":{"Path":"data/table.csv","Separator":"\u0000"}}"""],
            "Study:Dataset:Options:Separator: Separator is one printable ASCII character") with { Files = Table("1,2,a\n3,4,b\n") },
        Set("a table of one class", [Csv],
            "/data/table.csv, column 3: expected at least two different labels and found only 'a'") with { Files =
                Table("1,2,a\n3,4,a\n") },
        Set("labels that are not there", [FromFile], "Study:Noise: ", "/data/labels.txt: there is no such file"),
        Set("labels for other data", [FromFile], "/data/labels.txt: 2 labels, and the source of the data has 16 rows") with
        {
            Files = new() { ["data/labels.txt"] = "0\n1\n"u8.ToArray() },
        },
    ];

    private static Dictionary<string, byte[]> Table(string text) => new() { ["data/table.csv"] = Encoding.UTF8.GetBytes(text) };

    private static Dictionary<string, byte[]> Cifar10Files(Action<Dictionary<string, byte[]>> damage)
    {
        using var folder = new Cifar10Folder();
        return Damaged(folder.Path, damage);
    }

    private static Dictionary<string, byte[]> IdxFiles(Action<Dictionary<string, byte[]>> damage)
    {
        using var folder = new IdxFolder();
        return Damaged(folder.Path, damage);
    }

    private static Dictionary<string, byte[]> Damaged(string folder, Action<Dictionary<string, byte[]>> damage)
    {
        var files = Directory.GetFiles(folder).ToDictionary(file => $"data/{Path.GetFileName(file)}", File.ReadAllBytes);
        damage(files);
        return files;
    }
}
