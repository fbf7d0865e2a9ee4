using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetCifar10;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>CIFAR-10's records and names of classes.</summary>
[Trait("Duration", "Long")]
public class Cifar10FuzzTests
{
    private static readonly string[] Names = ["data_batch_1.bin", "data_batch_5.bin", "test_batch.bin", "batches.meta.txt"];

    [Fact]
    public void A_damaged_file_of_CIFAR_10_is_read_or_refused()
    {
        using var folder = new Cifar10Folder();
        var valid = Names.ToDictionary(name => name, folder.Read);

        Fuzzer.Run(TestScale.Of(200, 10_000), random =>
        {
            var name = Names[random.Next(Names.Length)];
            // Whole records, too: their number is what the length of the file says.
            byte[] bytes = random.Next(4) == 0
                ? [.. Enumerable.Repeat(valid[name], random.Next(4)).SelectMany(copy => copy)]
                : Damage.To(valid[name], random);
            folder.Write(name, bytes);
            try
            {
                using var data = new Cifar10Loader(new Cifar10Options { Folder = folder.Path }).Load(new DatasetRequest(1, "/"));
                Assert.InRange(data.Train.Count + data.Test.Count, 2, 30);
            }
            finally
            {
                folder.Write(name, valid[name]);
            }
        });
    }
}
