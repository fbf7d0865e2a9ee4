using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>Runs of seconds, pushed as host/observability/README.md says, are whole: their epochs and their last values.</summary>
[Collection(TelemetryVariables.Collection)]
[Trait("Duration", "Long")]
public sealed class PushedRunTests
{
    private const int Epochs = 20;

    [Fact]
    public async Task Short_runs_arrive_epoch_by_epoch_and_with_their_last_values()
    {
        Assert.Contains(
            "export OTEL_METRIC_EXPORT_INTERVAL=100", Repository.Read("host/observability/README.md"), StringComparison.Ordinal);
        using var interval = new TelemetryVariables(("OTEL_METRIC_EXPORT_INTERVAL", "100"));
        await using var receiver = await OtlpReceiver.StartAsync();
        using var study = new FollowedStudy(
            receiver.Grpc, $$"""{ "Study": { "Epochs": {{Epochs}}, "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }""");
        study.Study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line.StartsWith("EpochCompleted", StringComparison.Ordinal)) Thread.Sleep(150);
        });

        var outcomes = study.Run();

        Assert.Equal(2, outcomes.Count);
        foreach (var folder in outcomes.Select(outcome => outcome.Folder))
        {
            IEnumerable<NumberDataPoint> Points(string metric) =>
                receiver.Metrics.Where(one => one.Name == metric).SelectMany(one => one.Gauge.DataPoints)
                    .Where(point => point.Attributes.Any(tag => tag.Value.StringValue == folder[^10..]));
            var epochs = Points("train.epoch.current").Select(point => point.AsInt).Distinct().ToList();
            // One or two pushes an epoch, but for a machine that is busy.
            Assert.InRange(epochs.Count, Epochs / 2, Epochs);
            Assert.Equal(Epochs, epochs[^1]);
            var last = Points("train.accuracy").Last(point => point.Attributes.Any(tag => tag.Value.StringValue == "test"));
            Assert.Equal(MetricsRows.Column(folder, "test_accuracy")[^1], last.AsDouble);
        }
    }
}
