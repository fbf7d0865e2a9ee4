using System.Diagnostics;
using System.Text.Json.Nodes;
using SamHost.Dashboards;

namespace SamHost.Telemetry.Tests;

/// <summary>The real Aspire dashboard (the tool <c>Aspire.Cli</c>), open to everybody on this machine, so that its API answers.</summary>
internal sealed class AspireViewer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private AspireViewer(Process process, int page, int grpc)
    {
        _process = process;
        (Page, Grpc) = ($"http://127.0.0.1:{page}", $"http://127.0.0.1:{grpc}");
        _client = new HttpClient { BaseAddress = new Uri(Page) };
    }

    /// <summary>Where it takes telemetry.</summary>
    public string Grpc { get; }

    /// <summary>The address of its pages.</summary>
    public string Page { get; }

    /// <summary>Starts it; skips the test where it is not installed.</summary>
    public static async Task<AspireViewer> StartAsync()
    {
        var tool = AspireDashboard.Find();
        Assert.SkipWhen(tool is null, $"There is no aspire; {AspireDashboard.Install}.");
        var (page, grpc) = (PrometheusServer.FreePort(), PrometheusServer.FreePort());
        var process = Process.Start(new ProcessStartInfo(
            tool!,
            [
                "dashboard", "run", "--non-interactive", "--nologo", "--allow-anonymous", "--frontend-url", $"http://127.0.0.1:{page}",
                "--otlp-grpc-url", $"http://127.0.0.1:{grpc}", "--otlp-http-url", $"http://127.0.0.1:{PrometheusServer.FreePort()}",
            ])
        {
            RedirectStandardOutput = true,
            Environment = { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true" },
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var viewer = new AspireViewer(process, page, grpc);
        while (!await viewer.AnswersAsync()) await Task.Delay(100, TestContext.Current.CancellationToken);
        return viewer;
    }

    /// <summary>What its API has of the spans.</summary>
    public async Task<IReadOnlyList<JsonNode>> SpansAsync() => await ItemsAsync("traces", "resourceSpans", "scopeSpans", "spans");

    /// <summary>What its API has of the log records.</summary>
    public async Task<IReadOnlyList<JsonNode>> LogsAsync() => await ItemsAsync("logs", "resourceLogs", "scopeLogs", "logRecords");

    /// <summary>What it calls the one program that has sent something.</summary>
    public async Task<string> InstanceAsync()
    {
        var answer = await _client.GetStringAsync("/api/telemetry/resources", TestContext.Current.CancellationToken);
        return (string)Assert.Single(JsonNode.Parse(answer)!.AsArray())!["displayName"]!;
    }

    /// <summary>An attribute of a span or a log record, as text; null where there is none.</summary>
    public static string? Attribute(JsonNode item, string key) => item["attributes"]!.AsArray()
        .Where(attribute => (string?)attribute!["key"] == key)
        .Select(attribute => attribute!["value"]!.AsObject().Single().Value!.ToString())
        .SingleOrDefault();

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _client.Dispose();
    }

    private async Task<IReadOnlyList<JsonNode>> ItemsAsync(string kind, string resources, string scopes, string items)
    {
        var answer = await _client.GetStringAsync($"/api/telemetry/{kind}?limit=1000", TestContext.Current.CancellationToken);
        return
        [
            .. JsonNode.Parse(answer)!["data"]![resources]!.AsArray().SelectMany(resource => resource![scopes]!.AsArray())
                .SelectMany(scope => scope![items]!.AsArray()).Select(item => item!),
        ];
    }

    private async Task<bool> AnswersAsync()
    {
        Assert.False(_process.HasExited, "The dashboard has ended.");
        try
        {
            using var answer = await _client.GetAsync(
                new Uri("/api/telemetry/resources", UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
