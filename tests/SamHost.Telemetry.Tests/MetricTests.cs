using System.Globalization;
using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What arrives of metrics and logs.</summary>
public sealed class MetricTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public async Task Histograms_hold_every_example_by_label_and_their_exemplars_lead_to_a_weighting()
    {
        using var study =
            new FollowedStudy(_receiver.Grpc, """{ "Study": { "RecordExamplesAt": [1, 2], "Optimizers": [{ "Name": "1-sam" }] } }""");
        var outcome = study.Run().Single();
        var rows = await ExampleRows.Read(outcome.Folder);

        foreach (var (name, value) in new (string, Func<ExampleRow, double>)[]
        {
            ("sam.example.loss", row => row.Loss),
            ("sam.example.weight", row => row.Weight!.Value),
            ("sam.example.logit_weight", row => row.LogitWeight),
        })
        {
            var points = Last(name).Histogram.DataPoints.Where(point => IsOf(outcome.Folder, point.Attributes)).ToList();
            Assert.Equal(2, points.Count);
            foreach (var point in points)
            {
                var flipped = Tag(point.Attributes, "label_noise.is_flipped").BoolValue;
                double[] expected = [.. rows.Where(row => row.IsFlipped == flipped).Select(value)];
                Assert.Equal((ulong)expected.Length, point.Count);
                Assert.Equal(expected.Sum(), point.Sum, 1e-9);
                Assert.Equal((expected.Min(), expected.Max()), (point.Min, point.Max));
                var weightings = _receiver.Named("weighting").ToDictionary(span => span.SpanId.Hex());
                Assert.NotEmpty(point.Exemplars);
                Assert.All(point.Exemplars, exemplar =>
                {
                    Assert.Equal(weightings[exemplar.SpanId.Hex()].TraceId, exemplar.TraceId);
                    if (name == "sam.example.loss") Assert.Contains(exemplar.AsDouble, weightings[exemplar.SpanId.Hex()].Numbers(name));
                });
            }
        }
    }

    [Fact]
    public void Accuracies_and_counts_are_those_of_the_run()
    {
        using var study = new FollowedStudy(_receiver.Http, """{ "Telemetry": { "Protocol": "HttpProtobuf" } }""");
        var outcome = study.Run().Single();

        Assert.Equal(120, Last("train.examples").Sum.DataPoints.Single(point => IsOf(outcome.Folder, point.Attributes)).AsInt);
        Assert.True(Last("train.examples").Sum.IsMonotonic);
        var duration = Last("train.step.duration");
        Assert.Equal(
            ("s", 8UL),
            (duration.Unit, duration.Histogram.DataPoints.Single(point => IsOf(outcome.Folder, point.Attributes)).Count));
        var final = outcome.Result!.Final;
        var accuracies = Last("train.accuracy").Gauge.DataPoints.Where(point => IsOf(outcome.Folder, point.Attributes))
            .ToDictionary(point => Tag(point.Attributes, "train.split").StringValue, point => point.AsDouble);
        Assert.Equal(new Dictionary<string, double>
        {
            ["test"] = final.TestAccuracy,
            ["train_clean"] = final.TrainAccuracyClean!.Value,
            ["train_mislabelled"] = final.TrainAccuracyMislabelled!.Value,
        }, accuracies);
        Assert.Contains(_receiver.Metrics, metric => metric.Name == "dotnet.process.memory.working_set");
        Assert.Contains(_receiver.Metrics, metric => metric.Name == "dotnet.gc.collections");
    }

    [Fact]
    public void The_weights_of_SGD_are_1_and_so_is_their_median()
    {
        using var study = new FollowedStudy(_receiver.Grpc);
        study.Run();

        foreach (var point in Last("sam.example.logit_weight").Histogram.DataPoints)
        {
            var bucket = point.BucketCounts.ToList().FindIndex(count => count == point.Count);
            var (below, above) = (point.ExplicitBounds[bucket - 1], point.ExplicitBounds[bucket]);
            // What a viewer computes: between the bounds, in proportion.
            Assert.Equal(1, (below + above) / 2, 1e-12);
            Assert.InRange(1000, point.ExplicitBounds[^1], 1e9);
        }
    }

    [Fact]
    public void No_tag_holds_an_example_or_free_text()
    {
        using var study = new FollowedStudy(
            _receiver.Grpc,
            """{ "Study": { "Optimizers": [{ "Name": "1-sam", "Label": "my own words" }] }, "Telemetry": { "Level": "Full" } }""");
        study.Run();

        var tags = _receiver.Metrics.Where(metric => !metric.Name.StartsWith("dotnet", StringComparison.Ordinal))
            .SelectMany(metric => metric.Points()).SelectMany(point => point).ToList();
        Assert.Equal(
            ["label_noise.is_flipped", "sam.optimizer", "train.run.hash", "train.seed", "train.split", "train.study"],
            tags.Select(tag => tag.Key).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(tags, tag => tag.Value.StringValue.Contains("words", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_runs_manifest_and_the_summary_count_what_arrived()
    {
        using var study = new FollowedStudy(_receiver.Grpc, """{ "Study": { "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }""");
        var outcomes = study.Run();

        var counts = study.Pipeline.Counts;
        Assert.Equal((counts.SpansMade, counts.SpansExported), (_receiver.Spans.Count, _receiver.Spans.Count));
        Assert.Equal(
            (counts.PointsMade, counts.PointsExported),
            (_receiver.Metrics.Sum(metric => metric.Points().Count()), _receiver.Metrics.Sum(metric => metric.Points().Count())));
        Assert.Equal((counts.LogsMade, counts.LogsExported), (4, _receiver.Logs.Count));
        Assert.False(counts.AnyDropped);
        Assert.Equal(counts, study.Study.CloseTelemetry());
        foreach (var (folder, run) in study.Pipeline.Runs)
        {
            Assert.Equal(run.SpansMade, _receiver.Spans.Count(span => span.Text("train.run.id") == Path.GetFileName(folder)));
            Assert.Equal(run.SpansMade, run.SpansExported);
            Assert.True(run.PointsExported > 0);
            var manifest = await File.ReadAllTextAsync(Path.Combine(folder, "manifest.json"), TestContext.Current.CancellationToken);
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"\"made\": {run.SpansMade}"), manifest, StringComparison.Ordinal);
        }

        Assert.Equal(2, outcomes.Count);
    }

    private Metric Last(string name) => _receiver.Metrics.Last(metric => metric.Name == name);

    private static bool IsOf(string folder, IEnumerable<KeyValue> attributes) =>
        Tag(attributes, "train.run.hash").StringValue == folder[^10..];

    private static AnyValue Tag(IEnumerable<KeyValue> attributes, string name) =>
        attributes.Single(attribute => attribute.Key == name).Value;
}
