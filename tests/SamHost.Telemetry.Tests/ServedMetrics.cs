using System.Text.RegularExpressions;

namespace SamHost.Telemetry.Tests;

/// <summary>The series that a scraper reads from a study.</summary>
internal sealed partial class ServedMetrics
{
    private readonly Dictionary<string, List<Dictionary<string, string>>> _series;

    private ServedMetrics(string text) =>
        _series = Series().Matches(text).GroupBy(match => match.Groups["name"].Value).ToDictionary(
            metric => metric.Key,
            metric => metric.Select(
                match => Label().Matches(match.Groups["labels"].Value).ToDictionary(
                    label => label.Groups["label"].Value, label => label.Groups["value"].Value)).ToList());

    public static async Task<ServedMetrics> ReadAsync(int port)
    {
        using var client = new HttpClient();
        return new ServedMetrics(await client.GetStringAsync($"http://localhost:{port}/metrics", TestContext.Current.CancellationToken));
    }

    public bool Has(string metric) => _series.ContainsKey(metric);

    /// <summary>The labels that every series of a metric has.</summary>
    public IReadOnlySet<string> Labels(string metric) =>
        _series[metric].Select(series => series.Keys.ToHashSet()).Aggregate((one, other) => [.. one.Intersect(other)]);

    /// <summary>The values of a label.</summary>
    public IReadOnlySet<string> Values(string metric, string label) => _series[metric].Select(series => series[label]).ToHashSet();

    [GeneratedRegex(@"^(?<name>[a-z_]+)(?:\{(?<labels>[^}]*)\})? ", RegexOptions.Multiline)]
    private static partial Regex Series();

    [GeneratedRegex("(?<label>[a-z_]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Label();
}
