using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SamHost.Configuration;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>Registers telemetry in the host's container.</summary>
public static class TelemetryServices
{
    // Metrics are sent more often than the minute that is the SDK's default: many runs take less.
    private const int DefaultMetricInterval = 10_000;
    private const int DefaultMetricTimeout = 30_000;

    // An instrument that has ended keeps its number: seven for each run of a study. One costs eight bytes.
    private const int MaxMetricStreams = 1 << 20;

    /// <summary>
    /// Registers the section <c>Telemetry</c>; and tracing, metrics and logging by OTLP, and /metrics, as the container's
    /// <see cref="TelemetrySettings"/> ask. Nothing is sent or served until <see cref="TelemetryPipeline"/> is resolved.
    /// </summary>
    public static IServiceCollection AddSamHostTelemetry(this IServiceCollection services)
    {
        // Settings decide about OTEL_SDK_DISABLED, which the SDK would read from its default configuration once more.
        services.TryAddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services
            .AddSettingsSection<TelemetryOptions>("Telemetry", "What a study tells the world while it runs.")
            .AddSingleton<ISettingsCheck, TelemetryCheck>()
            .AddSingleton<TelemetryLedger>()
            .AddSingleton(provider => new TelemetryPipeline(provider))
            .TryAddSingleton(provider => TelemetrySettings.Of(provider.GetRequiredService<Settings>().Tree));
        // OpenTelemetry.Extensions.Hosting would start the providers with the host, whatever the verb.
        new Registration(services)
            .ConfigureResource(resource => resource.Describe())
            .WithTracing(tracing => tracing.AddSource(TelemetryNames.Source).AddProcessor(Queue))
            .WithMetrics(meters => meters.AddRuns().AddHistograms().AddReader(Reader))
            .WithLogging(null, options => options.IncludeFormattedMessage = true);
        // It would start metrics with the host, too; the meters of runs do not come from its factory.
        return services.RemoveAll<IMetricsListener>();
    }

    /// <summary>Names the program. Variables such as OTEL_SERVICE_NAME come last, and win.</summary>
    internal static ResourceBuilder Describe(this ResourceBuilder resource) => resource.Clear()
        .AddService(Instrumentation.Service, serviceVersion: Instrumentation.Version, autoGenerateServiceInstanceId: false)
        .AddDetector(services => new InstanceResource(services.GetService<Settings>()))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    /// <summary>Adds the instruments of runs, and .NET's own: memory, garbage collection, threads, processor time.</summary>
    internal static MeterProviderBuilder AddRuns(this MeterProviderBuilder meters) => meters
        .AddMeter(TelemetryNames.Source)
        .AddMeter("System.Runtime")
        .SetMaxMetricStreams(MaxMetricStreams)
        .SetExemplarFilter(ExemplarFilterType.TraceBased);

    private static SpanQueue Queue(IServiceProvider services)
    {
        var ledger = services.GetRequiredService<TelemetryLedger>();
        var options = ledger.Connect(services.GetRequiredService<TelemetrySettings>().Traces!, out var responses);
        var exporter = new SpanExporter(options, responses, ledger);
        return ledger.SpanQueue = new SpanQueue(exporter, new BatchExportActivityProcessorOptions(), ledger.Spans);
    }

    private static PeriodicExportingMetricReader Reader(IServiceProvider services)
    {
        var ledger = services.GetRequiredService<TelemetryLedger>();
        var options = ledger.Connect(services.GetRequiredService<TelemetrySettings>().Metrics!, out var responses);
        var times = new PeriodicExportingMetricReaderOptions();
        return new PeriodicExportingMetricReader(
            new PointExporter(options, responses, ledger),
            times.ExportIntervalMilliseconds ?? DefaultMetricInterval,
            times.ExportTimeoutMilliseconds ?? DefaultMetricTimeout)
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
        };
    }

    private sealed class TelemetryCheck : ISettingsCheck
    {
        public void Check(Settings settings, SettingsProblems problems) =>
            TelemetrySettings.Resolve(settings.Bound<TelemetryOptions>(), problems);
    }

    private sealed class Registration(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}
