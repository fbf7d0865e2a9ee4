using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetFashionMnist;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>IDX files, plain and gzip.</summary>
[Trait("Duration", "Long")]
public class IdxFuzzTests
{
    private static readonly string[] Names = [IdxFolder.TrainImages, IdxFolder.TrainLabels, IdxFolder.TestImages, IdxFolder.TestLabels];

    [Fact]
    public void A_damaged_IDX_file_is_read_or_refused()
    {
        using var folder = new IdxFolder();
        var valid = Names.ToDictionary(name => name, folder.Read);
        var loader = new FashionMnistLoader(new FashionMnistOptions { Folder = folder.Path });

        Fuzzer.Run(TestScale.Of(300, 15_000), random =>
        {
            var name = Names[random.Next(Names.Length)];
            try
            {
                switch (random.Next(3))
                {
                    case 0:
                        folder.Write(name, Damage.To(valid[name], random));
                        break;
                    case 1:
                        folder.Pack(name, Damage.To(valid[name], random));
                        break;
                    default:
                        var packed = folder.Pack(name, valid[name]);
                        folder.Write(name + ".gz", Damage.To(packed, random));
                        break;
                }

                using var data = loader.Load(new DatasetRequest(1, "/"));
                Assert.InRange(data.Train.Count + data.Test.Count, 2, 10);
            }
            finally
            {
                File.Delete(folder.File(name + ".gz"));
                folder.Write(name, valid[name]);
            }
        });
    }
}
