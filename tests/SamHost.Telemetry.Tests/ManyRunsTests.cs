using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Telemetry.Tests.Protocol;
using static TorchSharp.torch;

namespace SamHost.Telemetry.Tests;

/// <summary>What many runs in one process send of metrics: each its own, and no more once the next one has begun.</summary>
[Collection(TelemetryVariables.Collection)]
[Trait("Duration", "Long")]
public sealed class ManyRunsTests : IAsyncLifetime
{
    private const int Runs = 700;

    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void Those_that_end_between_two_exports_arrive_in_requests_that_a_collector_takes()
    {
        using var variables = Variables(interval: 600_000);
        using var sent = new SentTelemetry(new TelemetryOptions { Endpoint = _receiver.Grpc });
        var telemetry = sent.Pipeline!;
        for (var run = 0; run < Runs; run++) Follow(telemetry, run);
        telemetry.Stop();

        AssertComplete(telemetry);
        Assert.True(_receiver.Sizes.Count > 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task Those_that_ended_are_not_sent_again_and_again()
    {
        using var variables = Variables(interval: 50);
        using var sent = new SentTelemetry(new TelemetryOptions { Endpoint = _receiver.Grpc });
        var telemetry = sent.Pipeline!;
        for (var run = 0; run < Runs; run++) Follow(telemetry, run);
        while (Sent(Runs - 1) < 10) await Task.Delay(50, TestContext.Current.CancellationToken);
        telemetry.Stop();

        AssertComplete(telemetry);
        // While it was at work, perhaps, and when it had ended.
        Assert.InRange(Sent(0), 1, 3);
    }

    private void AssertComplete(TelemetryPipeline telemetry)
    {
        Assert.All(_receiver.Sizes, size => Assert.InRange(size, 1, 4 << 20));
        Assert.Equal(telemetry.Counts.PointsMade, telemetry.Counts.PointsExported);
        Assert.DoesNotContain(
            _receiver.Metrics.SelectMany(metric => metric.Points()).SelectMany(point => point), tag => tag.Key == "otel.metric.overflow");
        foreach (var (name, series) in new[]
        {
            ("sam.example.loss", 2), ("sam.example.weight", 2), ("sam.example.logit_weight", 2),
            ("train.accuracy", 3), ("train.examples", 1), ("train.step.duration", 1), ("train.epoch.current", 1),
        })
        {
            var points = _receiver.Metrics.Where(metric => metric.Name == name).SelectMany(metric => metric.Points()).Select(Tags)
                .Distinct().Count();
            Assert.Equal((name, Runs * series), (name, points));
        }
    }

    private int Sent(int run) =>
        _receiver.Metrics.Where(metric => metric.Name == "train.examples").SelectMany(metric => metric.Points())
            .Count(point => point.Any(tag => tag.Value.StringValue == Hash(run)));

    private static string Tags(IEnumerable<KeyValue> point) => string.Join(' ', point.OrderBy(tag => tag.Key, StringComparer.Ordinal));

    private static string Hash(int run) => $"{run:d10}";

    private static TelemetryVariables Variables(int interval) =>
        new(("OTEL_METRIC_EXPORT_INTERVAL", $"{interval}"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));

    /// <summary>Tells an observer of a run of one step, without training.</summary>
    private static void Follow(TelemetryPipeline telemetry, int number)
    {
        using var scope = NewDisposeScope();
        using var model = nn.Linear(1, 2);
        var run = new TrainingRun
        {
            Id = $"sgd-s1-{Hash(number)}",
            Study = "many",
            Optimizer = "sgd",
            Label = "sgd",
            Seed = 1,
            Epochs = 1,
            StepsPerEpoch = 1,
            Folder = "",
            Model = model,
            Training = new TrainingExamples([0, 0, 1, 1], [0, 0, 0, 1]),
            ClassNames = ["a", "b"],
        };
        var accuracy = new Evaluation { TestLoss = 1, TestAccuracy = 0.5, TrainAccuracyClean = 0.5, TrainAccuracyMislabelled = 0.5,
            TrainAccuracyMislabelledTrue = 0.5 };
        var values = tensor(new[] { 0.5, 1, 2, 4 });
        var results = new PerExampleResults { Loss = values, Margin = values, LogitWeight = values, Weight = values };

        var observer = telemetry.Follow(run.Id, "", null).Observer;
        observer.RunStarting(run);
        observer.EpochStarting(1);
        observer.StepCompleted(
            new StepCompleted(1, 0, 0.1, new Batch(zeros(4, 1), tensor(new long[] { 0, 0, 1, 1 }), arange(4, dtype: int64)), results));
        observer.EpochCompleted(new EpochCompleted(1, 1, 0.1, TimeSpan.FromSeconds(1), accuracy));
        ((IDisposable)observer).Dispose();
    }
}
