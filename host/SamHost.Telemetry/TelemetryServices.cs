using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>Registers telemetry in the host's container.</summary>
public static class TelemetryServices
{
    // Metrics are sent more often than the minute that is the SDK's default: many runs take less.
    private const int DefaultMetricInterval = 10_000;

    // An instrument that has ended keeps its number: seven for each run of a study. One costs eight bytes.
    private const int MaxMetricStreams = 1 << 20;

    /// <summary>
    /// Adds tracing, metrics and logging by OTLP, and /metrics, as the settings ask; nothing where telemetry is off. Nothing is sent or
    /// served until <see cref="TelemetryPipeline"/> is resolved.
    /// </summary>
    public static IHostApplicationBuilder AddSamHostTelemetry(this IHostApplicationBuilder builder, TelemetrySettings settings)
    {
        if (!settings.IsOn) return builder;
        // The settings have decided; a section goes over this variable, which the SDK would read once more.
        builder.Configuration[TelemetrySettings.DisabledVariable] = "false";
        var ledger = new TelemetryLedger();
        builder.Services.AddSingleton(services => new TelemetryPipeline(settings, ledger, services));
        // OpenTelemetry.Extensions.Hosting would start the providers with the host, whatever the verb.
        var telemetry = new Registration(builder.Services).ConfigureResource(resource => resource.Describe());
        if (settings.Traces is { } traces)
            telemetry.WithTracing(tracing => tracing.AddSource(TelemetryNames.Source).AddProcessor(_ => Queue(traces, ledger)));
        if (settings.Metrics is { } metrics)
            telemetry.WithMetrics(meters => meters.AddRuns().AddExponentialHistograms().AddReader(_ => Reader(metrics, ledger)));
        if (settings.Logs is { } logs)
        {
            var exporter = new LogExporter(Connect(logs, ledger, out var responses), responses, ledger);
            ledger.LogQueue = new LogQueue(exporter, new BatchExportLogRecordProcessorOptions(), ledger);
            telemetry.WithLogging(
                logging => logging.AddProcessor(exporter.ProviderLink).AddProcessor(ledger.LogQueue),
                options => options.IncludeFormattedMessage = true);
        }

        return builder;
    }

    /// <summary>Names the program. Variables such as OTEL_SERVICE_NAME come last, and win.</summary>
    internal static ResourceBuilder Describe(this ResourceBuilder resource) => resource.Clear()
        .AddService("samhost", serviceVersion: Instrumentation.Version)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    /// <summary>Adds the instruments of runs, and .NET's own: memory, garbage collection, threads, processor time.</summary>
    internal static MeterProviderBuilder AddRuns(this MeterProviderBuilder meters) => meters
        .AddMeter(TelemetryNames.Source)
        .AddMeter("System.Runtime")
        .SetMaxMetricStreams(MaxMetricStreams)
        .SetExemplarFilter(ExemplarFilterType.TraceBased);

    private static SpanQueue Queue(OtlpTarget target, TelemetryLedger ledger) => ledger.SpanQueue = new SpanQueue(
        new SpanExporter(Connect(target, ledger, out var responses), responses, ledger),
        new BatchExportActivityProcessorOptions(),
        ledger.Spans);

    private static PeriodicExportingMetricReader Reader(OtlpTarget target, TelemetryLedger ledger)
    {
        var options = new PeriodicExportingMetricReaderOptions();
        return new PeriodicExportingMetricReader(
            new PointExporter(Connect(target, ledger, out var responses), responses, ledger),
            options.ExportIntervalMilliseconds ?? DefaultMetricInterval,
            options.ExportTimeoutMilliseconds ?? 30_000)
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        };
    }

    private static OtlpExporterOptions Connect(OtlpTarget target, TelemetryLedger ledger, out CollectorResponses responses)
    {
        var options = target.Connect(out responses);
        ledger.Responses.Add(responses);
        return options;
    }

    private sealed class Registration(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}
