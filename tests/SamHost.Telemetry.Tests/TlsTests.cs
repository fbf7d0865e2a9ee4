using System.Security.Cryptography.X509Certificates;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>Encrypted collectors, known by the files that the standard variables name.</summary>
[Collection(TelemetryVariables.Collection)]
public sealed class TlsTests : IDisposable
{
    private readonly SmallStudy _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_collector_is_known_by_its_authority_and_knows_the_client_by_its_certificate(bool http)
    {
        using var ours = TestCertificate.Of("ours");
        using var client = TestCertificate.Of("client");
        await using var receiver = await OtlpReceiver.StartAsync(ours, asksForCertificate: true);
        using var variables = new TelemetryVariables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", http ? receiver.Http : receiver.Grpc),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", http ? "http/protobuf" : "grpc"),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", File("ours.pem", ours.ExportCertificatePem())),
            ("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", File("client.pem", client.ExportCertificatePem())),
            ("OTEL_EXPORTER_OTLP_CLIENT_KEY", File("client.key", client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem())));

        using var telemetry = new SentTelemetry(new TelemetryOptions());
        _study.Telemetry = telemetry.Pipeline!;
        _study.RunToTheEnd();
        _study.Telemetry.Stop();

        var counts = _study.Telemetry.Counts;
        Assert.False(counts.AnyDropped);
        Assert.Equal(counts.SpansMade, receiver.Spans.Count);
        Assert.Equal("CN=client", Assert.Single(receiver.Clients.Distinct()));
    }

    [Fact]
    public async Task A_collector_of_another_authority_gets_nothing()
    {
        using var ours = TestCertificate.Of("ours");
        using var stranger = TestCertificate.Of("stranger");
        await using var receiver = await OtlpReceiver.StartAsync(ours);
        using var variables = new TelemetryVariables(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Grpc),
            ("OTEL_EXPORTER_OTLP_CERTIFICATE", File("stranger.pem", stranger.ExportCertificatePem())));

        using var telemetry = new SentTelemetry(new TelemetryOptions());
        _study.Telemetry = telemetry.Pipeline!;
        _study.RunToTheEnd();
        _study.Telemetry.Stop();

        Assert.Equal((0, 0), (_study.Telemetry.Counts.SpansExported, receiver.Spans.Count));
        Assert.Contains("certificate", _study.Telemetry.Counts.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere/a.pem", "CA Certificate file not found at path: /nowhere/a.pem")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/dev/null", "Failed to load CA certificate from '/dev/null'")]
    [InlineData("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "/nowhere/a.pem", "Client certificate file not found at path: /nowhere/a.pem")]
    public void A_file_that_cannot_be_read_is_one_problem(string name, string value, string says)
    {
        using var variables = new TelemetryVariables((name, value));
        var problems = new SettingsProblems();
        TelemetrySettings.Resolve(new TelemetryOptions { Endpoint = "https://a:4317" }, problems);

        Assert.StartsWith($"environment variables OTEL_EXPORTER_OTLP_*: {says}", Assert.Single(problems.Lines), StringComparison.Ordinal);
    }

    private string File(string name, string text)
    {
        var path = Path.Combine(_study.Folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }
}
