using System.Diagnostics;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>
/// A collector that is gone, slow or lying, on real sockets: the study is the same, it ends in time, and every loss is counted.
/// </summary>
[Trait("Duration", "Long")]
public sealed class FaultTests : IAsyncLifetime
{
    private const string Study = """
        { "Study": { "Epochs": 6, "Optimizers": [{ "Name": "1-sam" }, { "Name": "sgd" }] } }
        """;

    private const string MoreThanTheQueue = """
        { "Study": { "Epochs": 1, "BatchSize": 20000, "RecordExamplesAt": [], "Model": { "Name": "linear" },
          "Dataset": { "Options": { "Dimension": 2, "TrainCount": 2000000, "TestCount": 10 } } } }
        """;

    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public void Without_a_collector(string protocol)
    {
        var counts = Follow(FaultyCollector.Nobody(), protocol, out var problem);

        Assert.Equal((0L, 0L, 0L), (counts.SpansExported, counts.PointsExported, counts.LogsExported));
        Assert.Contains("refused", problem, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public void With_one_that_hangs(string protocol)
    {
        using var collector = new FaultyCollector(resets: false);

        var counts = Follow(collector.Address, protocol, out var problem);

        Assert.True(collector.Connections > 0);
        Assert.Equal((0L, 0L), (counts.SpansExported, counts.PointsExported));
        Assert.Equal("The collector: it did not answer in time.", problem);
    }

    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public void With_one_that_resets(string protocol)
    {
        using var collector = new FaultyCollector(resets: true);

        var counts = Follow(collector.Address, protocol, out var problem);

        Assert.True(collector.Connections > 0);
        Assert.Equal((0L, 0L), (counts.SpansExported, counts.PointsExported));
        Assert.NotNull(problem);
    }

    [Theory]
    [InlineData("Grpc", StatusCode.Unavailable, 503, "gRPC status 14")]
    [InlineData("HttpProtobuf", StatusCode.Unavailable, 503, "503")]
    [InlineData("Grpc", StatusCode.ResourceExhausted, 429, "gRPC status 8")]
    [InlineData("HttpProtobuf", StatusCode.InvalidArgument, 400, "400")]
    public void With_one_that_refuses(string protocol, StatusCode grpc, int http, string says)
    {
        _receiver.Refusal = (grpc, http);

        var counts = Follow(protocol == "Grpc" ? _receiver.Grpc : _receiver.Http, protocol, out var problem);

        Assert.True(_receiver.Refused > 0);
        Assert.Equal((0L, 0L, 0L), (counts.SpansExported, counts.PointsExported, counts.LogsExported));
        Assert.Contains(says, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public void With_one_that_says_yes_and_means_no(string protocol)
    {
        _receiver.RejectedSpans = 5;

        var counts = Follow(protocol == "Grpc" ? _receiver.Grpc : _receiver.Http, protocol, out var problem);

        Assert.Equal(_receiver.Spans.Count, counts.SpansMade);
        Assert.True(counts.SpansMade - counts.SpansExported >= 5);
        Assert.Contains("rejected 5 items", problem, StringComparison.Ordinal);
    }

    // Two minutes of it: tests/SamHost.Benchmarks, telemetry-outage.
    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public async Task With_one_that_comes_back_everything_arrives_once(string protocol)
    {
        _receiver.Refusal = (StatusCode.Unavailable, 503);
        using var study = new FollowedStudy(protocol == "Grpc" ? _receiver.Grpc : _receiver.Http, Study, Settings(protocol));
        study.Study.RunToTheEnd();
        // The first tries fail; the next ones are one second later, then two.
        await WaitUntil(() => _receiver.Refused > 0);
        _receiver.Refusal = null;
        await WaitUntil(() => _receiver.Spans.Count > 0);
        study.Pipeline.Stop();

        var counts = study.Pipeline.Counts;
        Assert.Equal((counts.SpansMade, (int)counts.SpansMade), (counts.SpansExported, _receiver.Spans.Count));
        Assert.Equal(_receiver.Spans.Count, _receiver.Spans.Select(span => span.SpanId).Distinct().Count());
    }

    [Fact]
    public async Task With_one_that_comes_back_too_late_for_all_what_fitted_into_the_queue_arrives_and_the_rest_is_counted()
    {
        _receiver.Refusal = (StatusCode.Unavailable, 503);
        using var study = new FollowedStudy(_receiver.Grpc, MoreThanTheQueue);
        study.Study.RunToTheEnd();
        await WaitUntil(() => _receiver.Refused > 0);
        _receiver.Refusal = null;
        await WaitUntil(() => _receiver.Spans.Count > 0);
        study.Pipeline.Stop();

        var counts = study.Pipeline.Counts;
        var ids = _receiver.Spans.Select(span => span.SpanId).ToHashSet();
        Assert.Equal((counts.SpansExported, counts.SpansExported), (ids.Count, _receiver.Spans.Count));
        Assert.InRange(counts.SpansExported, 1, counts.SpansMade - 1);
        Assert.EndsWith(
            $"{counts.SpansMade - ids.Count} spans did not fit into the 20 MB or 32,768 spans that wait for it.", counts.Problem,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_into_the_queue_is_dropped_and_counted()
    {
        using var collector = new FaultyCollector(resets: false);
        using var study = new FollowedStudy(collector.Address, MoreThanTheQueue);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        study.Study.RunToTheEnd();
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        study.Pipeline.Stop();

        // A hundred steps of 0.6 MB each.
        Assert.InRange(grown, 1_000_000, 64_000_000);
        var counts = study.Pipeline.Counts;
        Assert.Equal(0, counts.SpansExported);
        // A step and two weightings each, 16,384 examples at most in one; the run's five; and a root for every two steps: three would be
        // over 2.5 MB.
        Assert.Equal((100 * 3) + 5 + 50, counts.SpansMade);
    }

    [Fact]
    public void Logs_that_come_faster_than_they_go_are_dropped_and_counted()
    {
        const int Count = 300_000;
        using var telemetry = new SentTelemetry(new TelemetryOptions { Endpoint = _receiver.Grpc });
        var logger = telemetry.Loggers.CreateLogger("a plugin");
        for (var i = 0; i < Count; i++) logger.LogInformation("step");
        telemetry.Pipeline!.Stop();

        var counts = telemetry.Pipeline.Counts;
        Assert.Equal((Count, _receiver.Logs.Count), (counts.LogsMade, counts.LogsExported));
        Assert.Equal($"{Count - _receiver.Logs.Count:#,0} logs did not fit into the 2,048 that wait for it.", counts.Problem);
    }

    /// <summary>Runs the study with and without a collector, and asserts what must not differ.</summary>
    private static TelemetryCounts Follow(string endpoint, string protocol, out string? problem)
    {
        using var alone = new SmallStudy(Study);
        var expected = alone.RunToTheEnd().Select(Metrics).ToList();
        using var study = new FollowedStudy(endpoint, Study, Settings(protocol));

        var outcomes = study.Study.RunToTheEnd();
        var clock = Stopwatch.StartNew();
        study.Pipeline.Stop();

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(expected, outcomes.Select(Metrics));
        var counts = study.Pipeline.Counts;
        problem = counts.Problem;
        Assert.True(counts.AnyDropped);
        // Two runs: 48 steps, 12 epochs, and the run's own, with its last checkpoint.
        Assert.Equal(2 * ((2 * 24) + 6 + 6 + 6 + 3), counts.SpansMade);
        Assert.Equal(counts.SpansMade, study.Pipeline.Runs.Sum(run => run.Counts.SpansMade));
        Assert.Equal(counts.SpansExported, study.Pipeline.Runs.Sum(run => run.Counts.SpansExported));
        foreach (var (folder, run) in study.Pipeline.Runs)
        {
            RunManifest.Complete(folder, run.ToJson(isFinal: true));
            var spans = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!["telemetry"]!["spans"]!;
            Assert.Equal((long)spans["made"]!, (long)spans["exported"]! + (long)spans["dropped"]!);
        }

        return counts;
    }

    private static string Settings(string protocol) => $$"""{ "Telemetry": { "Protocol": "{{protocol}}" } }""";

    private static string Metrics(SamHost.Studies.Execution.RunOutcome outcome) =>
        File.ReadAllText(Path.Combine(outcome.Folder, "metrics.csv"));

    private static async Task WaitUntil(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), "It did not happen within a minute.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
