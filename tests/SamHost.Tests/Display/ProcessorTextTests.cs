using SamHost.Display;
using SamHost.Torch;
using static TorchSharp.torch;

namespace SamHost.Tests.Display;

public class ProcessorTextTests
{
    [Theory]
    [InlineData(6.5, true, "6.5 times as long in it as in Float32: its products are oneDNN's, which is switched off.")]
    [InlineData(1.2, false, "1.2 times as long in it as in Float32: the processor has no instructions for it")]
    public void Where_bfloat16_is_slower_it_says_why(double factor, bool isOneDnnOff, string expected) =>
        Assert.Contains(expected, ProcessorText.SlowBFloat16(factor, isOneDnnOff), StringComparison.Ordinal);

    [Fact]
    public void It_says_nothing_of_what_is_faster_or_not_asked_for()
    {
        Assert.Null(ProcessorText.SlowBFloat16(0.3, isOneDnnOff: false));
        Assert.Null(ProcessorText.SlowBFloat16(null, isOneDnnOff: true));
        Assert.DoesNotContain(ProcessorText.Describe(new TorchOptions(), CPU), line => line.Contains("BFloat16", StringComparison.Ordinal));
    }
}
