using SamHost.Telemetry.Tests.Protocol;

namespace SamHost.Telemetry.Tests;

/// <summary>The specification's variable for the shape of histograms.</summary>
[Collection(TelemetryVariables.Collection)]
public sealed class HistogramVariableTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData("base2_exponential_bucket_histogram", Metric.DataOneofCase.ExponentialHistogram)]
    [InlineData("explicit_bucket_histogram", Metric.DataOneofCase.Histogram)]
    public void It_chooses_between_bounds_and_exponential_ones(string aggregation, Metric.DataOneofCase shape)
    {
        using var variable = new TelemetryVariables(("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", aggregation));
        using var study = new FollowedStudy(_receiver.Grpc);
        study.Run();

        string[] histograms = ["sam.example.loss", "sam.example.logit_weight", "train.step.duration"];
        Assert.All(histograms, name => Assert.Equal(shape, _receiver.Metrics.Last(metric => metric.Name == name).DataCase));
    }
}
