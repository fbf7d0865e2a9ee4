using SamHost.Configuration;
using SamHost.Studies.Processes;
using SamHost.Telemetry;

namespace SamHost.Studies.Tests.Processes;

/// <summary>The lines that a run's process writes; a plugin in it may write lines, too.</summary>
public sealed class RunMessageTests
{
    public static TheoryData<RunMessage> Ours =>
    [
        new RunMessage(0.1 + 0.2, true, "loss 1 \"a\" <ü>"),
        new RunMessage(0, false, ""),
        new RunMessage(null, false, "something {odd}"),
        new RunMessage(null, false, "") { Telemetry = new TelemetryCounts(3, 2, 5, 5, 0, 0) { Problem = "The collector: it is gone." } },
        new RunMessage(null, false, "") { Telemetry = new TelemetryCounts(3, 3, 5, 5, 7, 7) },
        new RunMessage(null, false, "") { Begun = "sgd-s1-0123456789" },
        new RunMessage(null, false, "") { End = new RunEnd(ExitCode.Success) },
        new RunMessage(null, false, "") { End = new RunEnd(ExitCode.RunFailed, "It \"rains\".", MayHaveHarmed: true) },
    ];

    [Theory]
    [MemberData(nameof(Ours))]
    public void A_message_is_read_as_it_was_written(RunMessage message) => Assert.Equal(message, RunMessage.Parse(message.ToLine()));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"fraction\":0.5}")]
    [InlineData("{\"fraction\":\"half\"}")]
    [InlineData("{\"fraction\":1e999,\"epochEnded\":true,\"text\":\"\"}")]
    [InlineData("{\"fraction\":0.5,\"epochEnded\":1,\"text\":\"\"}")]
    [InlineData("{\"fraction\":0.5,\"epochEnded\":true,\"text\":[]}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("{\"note\":null}")]
    [InlineData("{\"note\":{\"note\":1,\"note\":2}}")]
    [InlineData("{\"begun\":1}")]
    [InlineData("{\"begun\":null}")]
    [InlineData("{\"end\":{}}")]
    [InlineData("{\"end\":{\"code\":\"0\",\"reason\":null,\"mayHaveHarmed\":false}}")]
    [InlineData("{\"telemetry\":{}}")]
    [InlineData("{\"telemetry\":{\"spans\":5}}")]
    [InlineData("{\"telemetry\":{\"spans\":{\"made\":1e300}}}")]
    [InlineData("{\"telemetry\":{\"spans\":{\"made\":0.5}}}")]
    [InlineData("{\"telemetry\":{\"problem\":7}}")]
    public void Any_other_line_is_a_note(string line) => Assert.Equal(new RunMessage(null, false, line), RunMessage.Parse(line));
}
