using System.Text.RegularExpressions;

namespace SamHost.Telemetry.Tests;

/// <summary>The dashboard asks for what a study serves. What Prometheus answers: <see cref="PrometheusTests"/>.</summary>
[Trait("Duration", "Long")]
public sealed partial class DashboardTests : IDisposable
{
    private static readonly int Port = PrometheusServer.FreePort();

    private readonly FollowedStudy _study =
        new(null, $$"""{ "Study": { "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Prometheus": { "Port": {{Port}} } } }""");

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task Every_query_legend_and_variable_names_metrics_and_labels_that_a_study_serves()
    {
        var served = await ServedAsync();

        Assert.NotEmpty(Dashboard.Targets);
        foreach (var (query, legend) in Dashboard.Targets)
        {
            var metric = MetricName().Match(query).Value;
            Assert.True(served.TryGetValue(metric, out var series), $"'{query}': there is no metric '{metric}'.");
            var labels = series.SelectMany(line => Label().Matches(line).Select(match => match.Groups[1].Value)).ToHashSet();
            AssertAmong(Label().Matches(query).Select(match => match.Groups[1].Value), labels, query);
            foreach (Match value in Value().Matches(query))
                Assert.Contains(series, line => line.Contains(value.Value, StringComparison.Ordinal));

            // What is grouped by stays; else all of it.
            var groups = Groups().Matches(query).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries))
                .ToList();
            AssertAmong(groups, labels, query);
            var shown = groups.Count == 0 ? labels : groups.Where(label => label != "le").ToHashSet();
            AssertAmong(InLegend().Matches(legend).Select(match => match.Groups[1].Value), shown, $"{query}, legend {legend}");
            Assert.NotEqual("", legend);
            Assert.All(
                Variable().Matches(query).Select(match => match.Groups[1].Value),
                name => Assert.True(
                    name == "__rate_interval" || Dashboard.Variables.ContainsKey(name), $"{query}: there is no variable {name}."));
        }

        Assert.NotEmpty(Dashboard.Variables);
        foreach (var (name, query) in Dashboard.Variables)
        {
            var values = LabelValues().Match(query);
            Assert.True(
                values.Success && served.TryGetValue(values.Groups[1].Value, out var series)
                    && series.All(line => line.Contains($"{values.Groups[2].Value}=\"", StringComparison.Ordinal)),
                    $"variable {name}: {query}");
            Assert.Contains(Dashboard.Targets, target => target.Query.Contains($"${name}", StringComparison.Ordinal));
        }
    }

    private static void AssertAmong(IEnumerable<string> names, IReadOnlySet<string> labels, string where) =>
        Assert.All(names, name => Assert.True(labels.Contains(name), $"{where}: there is no label {name}."));

    /// <summary>The series of each metric, as their labels.</summary>
    private async Task<Dictionary<string, List<string>>> ServedAsync()
    {
        _study.Study.RunToTheEnd();
        using var client = new HttpClient();
        var text = await client.GetStringAsync($"http://localhost:{Port}/metrics", TestContext.Current.CancellationToken);
        return Series().Matches(text).GroupBy(match => match.Groups["name"].Value)
            .ToDictionary(metric => metric.Key, metric => metric.Select(match => match.Groups["labels"].Value).ToList());
    }

    [GeneratedRegex("(?:train|sam|dotnet)_[a-z_]+(?=[{]|$)")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"([a-z_]+)(?==~?"")")]
    private static partial Regex Label();

    [GeneratedRegex(@"[a-z_]+=""[^""]*""")]
    private static partial Regex Value();

    [GeneratedRegex(@"by \(([^)]*)\)")]
    private static partial Regex Groups();

    [GeneratedRegex(@"{{\s*(\w+)\s*}}")]
    private static partial Regex InLegend();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((\w+), (\w+)\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"^(?<name>[a-z_]+)(?:\{(?<labels>[^}]*)\})? ", RegexOptions.Multiline)]
    private static partial Regex Series();
}
