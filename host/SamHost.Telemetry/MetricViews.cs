using OpenTelemetry.Metrics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>The shapes of the histograms.</summary>
internal static class MetricViews
{
    private static readonly double[] Weights = [0.1, 0.25, 0.5, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.35, 1.5, 2, 3, 5, 10, 30, 100];
    private static readonly double[] Losses = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 3, 4, 6, 10];
    private static readonly double[] Seconds =
        [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Base-2 exponential: OTLP carries them as they are.</summary>
    public static MeterProviderBuilder AddExponentialHistograms(this MeterProviderBuilder builder) =>
        builder.AddShapes(_ => new Base2ExponentialBucketHistogramConfiguration());

    /// <summary>With bounds: the text that a scraper reads knows no others.</summary>
    public static MeterProviderBuilder AddBoundedHistograms(this MeterProviderBuilder builder) =>
        builder.AddShapes(bounds => new ExplicitBucketHistogramConfiguration { Boundaries = bounds });

    // The SDK holds room for as many series as there may be, for each instrument of each run.
    private static MeterProviderBuilder AddShapes(
        this MeterProviderBuilder builder, Func<double[], MetricStreamConfiguration> histogram) => builder.AddView(instrument =>
    {
        if (instrument.Meter.Name != TelemetryNames.Source) return null;
        var shape = instrument.Name switch
        {
            TelemetryNames.ExampleWeight or TelemetryNames.ExampleLogitWeight => histogram(Weights),
            TelemetryNames.ExampleLoss => histogram(Losses),
            TelemetryNames.StepDuration => histogram(Seconds),
            _ => new MetricStreamConfiguration(),
        };
        shape.CardinalityLimit = RunMeter.MaxSeries;
        return shape;
    });
}
