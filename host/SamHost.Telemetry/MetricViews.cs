using OpenTelemetry.Metrics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>The shapes of the histograms.</summary>
internal static class MetricViews
{
    /// <summary>The variable of the specification that asks for exponential histograms.</summary>
    public const string AggregationVariable = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";

    private const string Exponential = "base2_exponential_bucket_histogram";

    // A bound is nowhere near 1, which is every weight of SGD: a quantile is interpolated between the bounds beside it.
    private static readonly double[] Weights =
    [
        0.01, 0.03, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 1.03, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000,
    ];

    private static readonly double[] Losses = [0.001, 0.003, 0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2, 3, 4, 6, 10, 30, 100, 1000];
    private static readonly double[] Seconds =
        [0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>With bounds, which every viewer takes, unless the standard variable asks for base-2 exponential ones.</summary>
    public static MeterProviderBuilder AddHistograms(this MeterProviderBuilder builder) =>
        Environment.GetEnvironmentVariable(AggregationVariable)?.Trim() == Exponential
            ? builder.AddShapes(_ => new Base2ExponentialBucketHistogramConfiguration())
            : builder.AddBoundedHistograms();

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
