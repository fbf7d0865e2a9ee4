using System.Collections;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Telemetry;
using SamHost.Tests.Support;

namespace SamHost.Tests.Telemetry;

/// <summary>Encrypted collectors, known by the files that the standard variables name.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly SmallStudy _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signals_own_files_go_over_the_common_ones_and_hold_several_certificates(bool http)
    {
        using var ours = TestCertificate.Of("ours");
        using var stranger = TestCertificate.Of("stranger");
        using var client = TestCertificate.Of("client");
        await using var receiver = await OtlpReceiver.StartAsync(ours, asksForCertificate: true);
        var key = client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();
        var variables = new Hashtable
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = http ? receiver.Http : receiver.Grpc,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = http ? "http/protobuf" : "grpc",
            ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = File("stranger.pem", stranger.ExportCertificatePem()),
            ["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE"] = File("bundle.pem", $"{stranger.ExportCertificatePem()}\n{ours.ExportCertificatePem()}\n"),
            ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = File("client.pem", $"{client.ExportCertificatePem()}\n{stranger.ExportCertificatePem()}\n"),
            ["OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY"] = File("client.key", key),
            ["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = File("both.pem", key),
        };
        var problems = new SettingsProblems();
        var settings = TelemetrySettings.Resolve(new TelemetryOptions(), variables, problems);
        Assert.Empty(problems.Lines);

        using var telemetry = _study.Telemetry = TelemetryPipeline.Start(settings, 1, NullLoggerFactory.Instance)!;
        _study.RunToTheEnd();
        telemetry.Stop();

        Assert.Equal((telemetry.Counts.SpansMade, receiver.Spans.Count), (receiver.Spans.Count, (int)telemetry.Counts.SpansExported));
        Assert.Equal("CN=client", Assert.Single(receiver.Clients.Distinct()));
        Assert.Equal(0, telemetry.Counts.PointsExported);
        Assert.Contains("certificate", telemetry.Counts.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_cannot_be_had_is_a_problem_of_its_own_variable()
    {
        using var client = TestCertificate.Of("client");
        var variables = new Hashtable
        {
            ["OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"] = File("client.pem", client.ExportCertificatePem()),
            ["OTEL_EXPORTER_OTLP_CLIENT_KEY"] = "/nowhere/client.key",
        };
        var problems = new SettingsProblems();
        TelemetrySettings.Resolve(new TelemetryOptions { Endpoint = "https://a:4317" }, variables, problems);

        Assert.Equal("environment variable OTEL_EXPORTER_OTLP_CLIENT_KEY: Could not find a part of the path '/nowhere/client.key'; name a PEM file.", Assert.Single(problems.Lines));
    }

    [Fact]
    public void Files_for_encrypted_collectors_are_no_matter_where_none_is()
    {
        var problems = new SettingsProblems();
        TelemetrySettings.Resolve(new TelemetryOptions { Endpoint = "http://a:4317" }, new Hashtable { ["OTEL_EXPORTER_OTLP_CERTIFICATE"] = "/nowhere/a.pem" }, problems);

        Assert.Empty(problems.Lines);
    }

    private string File(string name, string text)
    {
        var path = Path.Combine(_study.Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
