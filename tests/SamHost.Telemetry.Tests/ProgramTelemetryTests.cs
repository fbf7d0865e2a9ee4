using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>The real program, told by variables alone; with a stranger's optimizer.</summary>
[Trait("Duration", "Long")]
public sealed class ProgramTelemetryTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_strangers_optimizer_is_traced_and_what_it_logs_carries_the_ids_of_its_epoch()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Http,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-tenant=me,authorization=Bearer%20a",
            ["OTEL_EXPORTER_OTLP_METRICS_COMPRESSION"] = "none",
            ["OTEL_SERVICE_NAME"] = "mine",
        };
        using var strangers = new PluginFolder("LateSam");
        var plugins = $"[\"{AppContext.BaseDirectory}plugins\",\"{strangers.Path}\"]";
        using var process = SamHostProcess.StartWith(
            variables, _run.Folder, "--set", $"Plugins:Directories={plugins}", "--set", "Study:Epochs=3",
            "--set", "Study:Optimizers:0:Name=late-sam", "--set", "Study:Optimizers:0:Options:FromEpoch=3");
        var result = await process.EndAsync();

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal(3, receiver.Named("weighting").Count);
        Assert.All(receiver.Named("weighting"), span => Assert.Equal("late-sam", span.Text("sam.optimizer")));
        Assert.Equal(0.1, receiver.Named("weighting")[0].Number("sam.rho"));
        Assert.Contains(receiver.Named("weighting")[2].Numbers("sam.example.logit_weight"), weight => weight != 1);

        var record = receiver.Logs.Single(record => record.Body.StringValue.Contains("1-SAM from epoch", StringComparison.Ordinal));
        var epoch = receiver.Named("epoch")[2];
        Assert.Equal((epoch.TraceId, epoch.SpanId), (record.TraceId, record.SpanId));
        Assert.Contains(receiver.Resources, attribute => attribute.Key == "service.name" && attribute.Value.StringValue == "mine");
        Assert.Contains(new("x-tenant", "me"), receiver.Headers);
        Assert.Contains(new("authorization", "Bearer a"), receiver.Headers);
        Assert.Contains(" 0 dropped", result.Output, StringComparison.Ordinal);
        var manifest = JsonNode.Parse(
            await File.ReadAllTextAsync(
                Directory.GetFiles(_run.Folder, "manifest.json", SearchOption.AllDirectories).Single(),
                TestContext.Current.CancellationToken))!;
        Assert.Equal(
            (receiver.Spans.Count, 0, true),
            ((int)manifest["telemetry"]!["spans"]!["exported"]!, (int)manifest["telemetry"]!["spans"]!["dropped"]!,
                (bool)manifest["telemetry"]!["final"]!));
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_section_that_asks_for_something_gets_it_where_the_machine_has_turned_the_sdk_off(bool sends)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var port = PrometheusServer.FreePort();
        string[] endpoint = sends ? ["--set", $"Telemetry:Endpoint={receiver.Grpc}"] : [];
        using var process = SamHostProcess.StartWith(
            new() { ["OTEL_SDK_DISABLED"] = "true" }, _run.Folder,
            ["run", "--set", "Study:Epochs=1000000", "--set", "Study:RecordExamplesAt=[]", "--set", $"Telemetry:Prometheus:Port={port}",
                .. endpoint]);
        using var client = new HttpClient();
        while (!await ServesAsync(client, port)) await Task.Delay(100, TestContext.Current.CancellationToken);
        process.PressCtrlC();

        Assert.Equal(ExitCode.Cancelled, (await process.EndAsync()).Exit);
        Assert.Equal((sends, sends, sends), (!receiver.Spans.IsEmpty, !receiver.Metrics.IsEmpty, !receiver.Logs.IsEmpty));
    }

    [Fact(Timeout = 60_000)]
    public async Task Spans_and_logs_each_wait_as_long_as_their_own_variables_say()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Grpc,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "600000",
            // A full batch goes at once, whatever the delay.
            ["OTEL_BSP_MAX_QUEUE_SIZE"] = "1000000",
            ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "1000000",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
        };
        using var process = SamHostProcess.StartWith(
            variables, _run.Folder, "run", "--set", "Study:Epochs=1000000", "--set", "Study:RecordExamplesAt=[]", "--set",
            "Telemetry:Level=Summary");
        while (receiver.Logs.IsEmpty) await Task.Delay(50, TestContext.Current.CancellationToken);

        Assert.Empty(receiver.Spans);
        process.PressCtrlC();
        Assert.Equal(ExitCode.Cancelled, (await process.EndAsync()).Exit);
        Assert.NotEmpty(receiver.Spans);
    }

    [Fact]
    public async Task An_encrypted_collector_is_known_by_its_authority()
    {
        using var certificate = TestCertificate.Of("localhost");
        await using var receiver = await OtlpReceiver.StartAsync(certificate);
        _run.Write("authority.pem", certificate.ExportCertificatePem());
        var variables = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Grpc };

        using var stranger = SamHostProcess.StartWith(variables, _run.Folder);
        var refused = await stranger.EndAsync();
        variables["OTEL_EXPORTER_OTLP_CERTIFICATE"] = _run.File("authority.pem");
        using var friend = SamHostProcess.StartWith(variables, _run.Folder, "run", "--again");
        var taken = await friend.EndAsync();

        Assert.Equal((ExitCode.Success, ExitCode.Success), (refused.Exit, taken.Exit));
        Assert.Contains("0 exported", refused.Output, StringComparison.Ordinal);
        Assert.Contains("certificate", refused.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 dropped", taken.Output, StringComparison.Ordinal);
        Assert.Single(receiver.Named("step"));
    }

    [Fact]
    public void Check_prints_where_everything_would_go()
    {
        var result = _run.Invoke(
            "check", "--set", "Telemetry:Endpoint=http://collector:4317", "--set", "Telemetry:Headers:authorization=hush", "--set",
            "Telemetry:Level=Full");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains(
            "  traces: http://collector:4317 by grpc, timeout 10 s, headers authorization=*** (Telemetry:Endpoint)", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("Telemetry: none; it needs a collector", _run.Invoke("check").Output, StringComparison.Ordinal);
    }

    private static async Task<bool> ServesAsync(HttpClient client, int port)
    {
        try
        {
            return (await client.GetStringAsync(
                new Uri($"http://localhost:{port}/metrics"), TestContext.Current.CancellationToken)).Contains(
                    "train_examples_total{", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
