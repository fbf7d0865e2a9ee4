using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>The variables of host/observability's page that lead each signal to its own server, without the collector.</summary>
[Collection(TelemetryVariables.Collection)]
public sealed class ObservabilityAddressTests
{
    [Fact]
    public void They_lead_each_signal_to_a_server_that_takes_it()
    {
        var page = Repository.Read("host/observability/README.md");
        var variables = Regex.Matches(page, @"(?m)^export (OTEL_EXPORTER\w+)=(\S+)\r?$")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value)).ToArray();
        using var set = new TelemetryVariables(variables);
        var problems = new SettingsProblems();

        var settings = TelemetrySettings.Resolve(new TelemetryOptions(), problems);

        Assert.Equal(0, problems.Count);
        Assert.Equal(5, variables.Length);
        Assert.StartsWith("http://localhost:4317 by grpc", $"{settings.Traces}", StringComparison.Ordinal);
        Assert.StartsWith("http://localhost:9090/api/v1/otlp/v1/metrics by http/protobuf", $"{settings.Metrics}", StringComparison.Ordinal);
        Assert.StartsWith("http://localhost:3100/otlp/v1/logs by http/protobuf", $"{settings.Logs}", StringComparison.Ordinal);
    }
}
