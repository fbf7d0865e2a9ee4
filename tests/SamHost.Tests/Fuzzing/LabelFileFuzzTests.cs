using System.Text;
using SamHost.Plugins.NoiseFromFile;
using SamHost.TestSupport;

namespace SamHost.Tests.Fuzzing;

/// <summary>Files of labels.</summary>
[Trait("Duration", "Long")]
public sealed class LabelFileFuzzTests : IDisposable
{
    private static readonly string[] Animals = ["cat", "dog", "horse"];
    private static readonly string[] Numbers = ["1", "2", "3"];
    private static readonly byte[][] Files = [
        .. new[] { "2\n0\n1\n1\n", "horse\r\ncat\r\ndog\r\ncat\r\n\r\n", "\uFEFF1\n3\n2\n2", "0\ndog\n1\n2\n" }.Select(
            Encoding.UTF8.GetBytes)];

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_damaged_file_of_labels_is_read_or_refused() => Fuzzer.Run(TestScale.Of(300, 10_000), random =>
    {
        File.WriteAllBytes(_file, Damage.To(Files[random.Next(Files.Length)], random));

        var labels = new FromFileNoise(new() { Path = _file }).Draw([0, 0, 1, 2], random.Next(2) == 0 ? Animals : Numbers);

        Assert.Equal(4, labels.Length);
        Assert.All(labels, label => Assert.InRange(label, 0, 2));
    });
}
