using System.Text.RegularExpressions;
using SamHost.Contracts.Telemetry;
using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>
/// What is pushed is what is scraped, under the names that Prometheus gives by its translation UnderscoreEscapingWithSuffixes: dots become
/// underscores; a unit and, for a counter, "total" are added. So the queries, which the tests ask a Prometheus that scrapes, hold for both.
/// </summary>
[Trait("Duration", "Long")]
public sealed class PushedMetricsTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Names_labels_and_bounds_are_the_same_pushed_and_scraped()
    {
        var port = PrometheusServer.FreePort();
        using var study = new FollowedStudy(
            _receiver.Grpc,
            $$"""{ "Study": { "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Prometheus": { "Port": {{port}} } } }""");
        study.Study.RunToTheEnd();
        var served = await ServedMetrics.ReadAsync(port);
        study.Study.CloseTelemetry();
        var pushed = _receiver.Metrics.SelectMany(metric => Series(metric).Select(name => (name, metric))).ToLookup(
            one => one.name, one => one.metric);

        var names = Dashboard.Queries.SelectMany(query => query.Metrics).Distinct().ToList();
        Assert.Equal(8, names.Count);
        foreach (var name in names)
        {
            Assert.True(pushed.Contains(name), $"'{name}' is not pushed.");
            var points = pushed[name].SelectMany(metric => metric.Points()).ToList();
            // A scraper is told the scope as labels; Prometheus keeps no scope of what is pushed unless it is asked to.
            var scraped = served.Labels(name)
                .Where(label => label != "le" && !label.StartsWith("otel_scope", StringComparison.Ordinal)).ToList();
            Assert.All(points, point => Assert.Equal(scraped.Order(StringComparer.Ordinal), Labels(point).Order(StringComparer.Ordinal)));
            foreach (var label in scraped)
                Assert.Equal(
                    served.Values(name, label).Order(StringComparer.Ordinal),
                    points.Select(point => Text(point.Single(tag => Label(tag) == label).Value)).Distinct().Order(StringComparer.Ordinal));
            if (name.EndsWith("_bucket", StringComparison.Ordinal))
                Assert.Equal(
                    served.Values(name, "le").Count, 1 + pushed[name].First().Histogram.DataPoints.First().ExplicitBounds.Count);
        }

        // Its labels job and instance; by the service, logs are found in Loki and traces in Tempo and Jaeger.
        Assert.Contains(_receiver.Resources, attribute => attribute.Key == "service.instance.id");
        Assert.Contains(_receiver.Resources, attribute => attribute is { Key: "service.name", Value.StringValue: "samhost" });
        var logs = Dashboard.Panels.Single(panel => $"{panel["type"]}" == "logs")["targets"]![0]!;
        Assert.Equal("{service_name=\"samhost\"}", logs["expr"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("jaeger")]
    [InlineData("tempo")]
    public void The_dashboard_of_traces_searches_for_spans_that_a_study_sends(string profile)
    {
        using var study = new FollowedStudy(_receiver.Grpc, "{}");
        study.Run();
        var text = Repository.Read($"host/observability/grafana/traces/{profile}.json");

        var kinds = Regex.Matches(text, """train\.span ?= ?\\"([a-z ]+)\\""").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal([TelemetryNames.RunStartSpan, TelemetryNames.EpochSpan], kinds);
        // Each is the root of its trace.
        Assert.All(kinds, kind => Assert.All(_receiver.Named(kind), span => Assert.Empty(span.ParentSpanId)));
        Assert.All(kinds, kind => Assert.NotEmpty(_receiver.Named(kind)));
        Assert.Contains($"\"type\": \"{profile}\", \"uid\": \"traces\"", text, StringComparison.Ordinal);
    }

    // As Prometheus names the series of a metric.
    private static IEnumerable<string> Series(Metric metric)
    {
        var unit = metric.Unit switch
        {
            "" => "",
            "s" => "_seconds",
            "By" => "_bytes",
            _ => $"_{metric.Unit}",
        };
        var name = $"{metric.Name.Replace('.', '_')}{unit}";
        return metric.DataCase switch
        {
            Metric.DataOneofCase.Histogram => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            Metric.DataOneofCase.Sum when metric.Sum.IsMonotonic => [$"{name}_total"],
            Metric.DataOneofCase.Gauge or Metric.DataOneofCase.Sum => [name],
            _ => [],
        };
    }

    private static IEnumerable<string> Labels(IEnumerable<KeyValue> point) => point.Select(Label);

    private static string Label(KeyValue tag) => tag.Key.Replace('.', '_');

    private static string Text(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => $"{value.IntValue}",
        _ => value.StringValue,
    };
}
