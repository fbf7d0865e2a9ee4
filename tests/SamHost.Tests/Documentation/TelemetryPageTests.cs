using SamHost.Contracts.Telemetry;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>The page of telemetry has every name that is emitted.</summary>
public class TelemetryPageTests
{
    public static TheoryData<string> Names =>
        [.. typeof(TelemetryNames).GetFields().Select(name => (string)name.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_name_stands_on_the_page(string name)
    {
        var page = File.ReadAllText(Repository.Full("host/docs/telemetry.md"));

        Assert.Contains(name.Trim('.'), page, StringComparison.Ordinal);
    }
}
