using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>Prometheus itself, from Debian's package, which scrapes one address.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private const string Program = "/usr/bin/prometheus";

    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-prometheus-").FullName;
    private readonly HttpClient _client;
    private readonly Process _process;

    /// <summary>Starts it as host/observability/README.md configures one that scrapes.</summary>
    /// <param name="target">The port of the study.</param>
    /// <param name="interval">How often it scrapes.</param>
    public PrometheusServer(int target, string interval = "1s")
    {
        var port = FreePort();
        File.WriteAllText(
            Path.Combine(_folder, "prometheus.yml"),
            Configuration.Replace(":9464", $":{target}", StringComparison.Ordinal)
                .Replace("scrape_interval: 1s", $"scrape_interval: {interval}", StringComparison.Ordinal));
        string[] arguments = [
            $"--config.file={_folder}/prometheus.yml", $"--storage.tsdb.path={_folder}/data", $"--web.listen-address=127.0.0.1:{port}",
            "--enable-feature=exemplar-storage", "--log.level=error"];
        _process = Process.Start(new ProcessStartInfo(Program, arguments))!;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
    }

    /// <summary>The page's configuration for a Prometheus that scrapes.</summary>
    public static string Configuration { get; } = Regex.Match(
        Repository.Read("host/observability/README.md"), "(?<=^```yaml\r?\n)scrape_configs:.*?(?=^```)",
        RegexOptions.Singleline | RegexOptions.Multiline).Value;

    public static bool IsInstalled => File.Exists(Program);

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The result of a query: a series each; empty as long as the server or the data are not there.</summary>
    public async Task<IReadOnlyList<JsonNode>> QueryAsync(string query)
    {
        var answer = await GetAsync($"query?query={Uri.EscapeDataString(query)}");
        return answer is null ? [] : [.. answer["result"]!.AsArray().OfType<JsonNode>()];
    }

    /// <summary>The one value of a query; null where there is none.</summary>
    public async Task<double?> ValueAsync(string query) =>
        await QueryAsync(query) is [var series]
            ? double.Parse(series["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture)
            : null;

    /// <summary>Whether a query has an answer, and all of it is finite.</summary>
    public async Task<bool> IsFiniteAsync(string query)
    {
        var series = await QueryAsync(query);
        return series.Count > 0
            && series.All(
                one => double.TryParse(one["value"]![1]!.GetValue<string>(), CultureInfo.InvariantCulture, out var value)
                    && double.IsFinite(value));
    }

    /// <summary>The exemplars of a query's series.</summary>
    public async Task<IReadOnlyList<JsonNode>> ExemplarsAsync(string query)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var answer = await GetAsync($"query_exemplars?query={Uri.EscapeDataString(query)}&start={now - 600}&end={now + 60}");
        return answer is null ? [] : [.. answer.AsArray().SelectMany(series => series!["exemplars"]!.AsArray()).OfType<JsonNode>()];
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<JsonNode?> GetAsync(string path)
    {
        try
        {
            var answer = JsonNode.Parse(await _client.GetStringAsync(path, TestContext.Current.CancellationToken))!;
            Assert.Equal("success", answer["status"]!.GetValue<string>());
            return answer["data"];
        }
        catch (HttpRequestException e) when (e.StatusCode is null or HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }
    }
}
