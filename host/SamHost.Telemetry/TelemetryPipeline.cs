using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SamHost.Configuration;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>What carries a study's telemetry out of the program. Training never waits for it; its end waits a few seconds at most.</summary>
public sealed class TelemetryPipeline : IDisposable
{
    /// <summary>How long the end of a study waits for a collector that does not answer.</summary>
    public static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(8);

    /// <summary>How long it waits for one that took nothing of an earlier run of the study, and nothing of this one so far.</summary>
    public static readonly TimeSpan ShortShutdownLimit = TimeSpan.FromSeconds(1);

    private const int MaxWaitingSpans = 32_768;

    // .NET's own instruments, of which there are two dozen.
    private const int OtherStreams = 100;

    private readonly TelemetrySettings _settings;
    private readonly ILogger _host;
    // Not disposed: an export that outlives its time limit still looks at it.
    private readonly ManualResetEventSlim _stopping = new();
    private readonly TelemetryLedger _ledger = new();
    private readonly List<Func<int, bool>> _shutdowns = [];
    private readonly List<IDisposable> _providers = [];
    private readonly bool _traces;
    private readonly int _runCount;
    private ILogger? _study;
    private RunInstruments? _instruments;

    private TelemetryPipeline(TelemetrySettings settings, int runCount, ILoggerFactory loggers)
    {
        // The settings have decided; the SDK would read it once more, and do nothing without a word.
        Environment.SetEnvironmentVariable(TelemetrySettings.DisabledVariable, null);
        (_settings, _runCount) = (settings, runCount);
        _host = loggers.CreateLogger<TelemetryPipeline>();
        _traces = settings.Traces is not null;
        try
        {
            if (settings.Traces is { } traces) StartTraces(traces);
            if (settings.Metrics is { } metrics) StartMetrics(metrics);
            if (settings.PrometheusPort is { } port) StartScraping(port);
            if (settings.Logs is { } logs) StartLogs(logs, loggers);
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What was made, exported and dropped by now; the last word once it has stopped.</summary>
    public TelemetryCounts Counts => _ledger.Counts;

    /// <summary>Whether traces are sent.</summary>
    public bool Traces => _traces;

    /// <summary>The bytes of the trace requests, as sent.</summary>
    public long TraceBytes => _traces ? _ledger.Handlers[0].Bytes : 0;

    /// <summary>Each followed run's folder with its counts, which add up to those of <see cref="Counts"/>.</summary>
    public IReadOnlyList<(string Folder, TelemetryCounts Counts)> Runs => _ledger.Runs;

    /// <summary>Starts what the settings ask for.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="runCount">The most runs that will be followed, one after the other.</param>
    /// <param name="loggers">The host's loggers, whose output becomes logs.</param>
    /// <returns>Null where nothing is asked for.</returns>
    /// <exception cref="UserErrorException">The port of /metrics cannot be had.</exception>
    public static TelemetryPipeline? Start(TelemetrySettings settings, int runCount, ILoggerFactory loggers) =>
        settings.IsOn ? new TelemetryPipeline(settings, runCount, loggers) : null;

    /// <summary>An observer that follows one run. The metrics of the run before it end: until then, its last values were there for a scraper.</summary>
    /// <param name="runId">The run's id; what follows its last '-' is its hash.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="rho">The optimizer's perturbation radius; null where it has none.</param>
    /// <param name="counts">The run's counts, at any time.</param>
    /// <param name="checkpointWritten">Hears of each checkpoint when it began.</param>
    /// <param name="resumed">What the run goes on from; null where it begins.</param>
    public ITrainingObserver Follow(string runId, string folder, double? rho, out Func<TelemetryCounts> counts, out Action<DateTime> checkpointWritten, RunState? resumed = null)
    {
        var hash = runId[(runId.LastIndexOf('-') + 1)..];
        var run = _ledger.Open(hash, folder);
        counts = () => run.Now;
        _instruments?.Dispose();
        _instruments = new RunInstruments();
        var observer = new TelemetryObserver(_settings.Options, rho, run, _instruments, hash, _traces, _study ?? _host, _host, TelemetryObserver.StartOf(resumed));
        checkpointWritten = observer.CheckpointWritten;
        return observer;
    }

    /// <summary>Sends what waits, for a few seconds at most, and ends.</summary>
    /// <param name="isGone">Whether the collector took nothing of an earlier run: then one that took nothing of this one either is hardly waited for.</param>
    public void Stop(bool isGone = false)
    {
        if (_ledger.IsClosed) return;
        var limit = isGone && Counts is { SpansExported: 0, PointsExported: 0, LogsExported: 0 } ? ShortShutdownLimit : ShutdownLimit;
        _stopping.Set();
        var clock = Stopwatch.StartNew();
        // Side by side: a collector that hangs hangs for all of them.
        var ends = _shutdowns.Select(shutdown => Task.Factory.StartNew(() => shutdown((int)limit.TotalMilliseconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        var isInTime = Task.WaitAll(ends, limit + TimeSpan.FromSeconds(1)) && ends.All(end => end.Result);
        _ledger.Close(isCutShort: !isInTime);
        _host.LogDebug("Telemetry ended after {Elapsed}", clock.Elapsed);
    }

    public void Dispose()
    {
        Stop();
        foreach (var provider in _providers) provider.Dispose();
        _instruments?.Dispose();
        foreach (var handler in _ledger.Handlers) handler.Dispose();
    }

    private void StartTraces(OtlpTarget target)
    {
        var options = new BatchExportActivityProcessorOptions();
        var isLimited = Environment.GetEnvironmentVariable("OTEL_BSP_MAX_QUEUE_SIZE") is { Length: > 0 };
        var exporter = new SpanExporter(target, Handler(target), _stopping, _ledger.Spans);
        _ledger.SpanQueue = new SpanQueue(exporter, options, isLimited ? options.MaxQueueSize : MaxWaitingSpans, _ledger.Spans);
        var provider = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(Resource())
            .AddSource(TelemetryNames.Source)
            .AddProcessor(_ledger.SpanQueue)
            .Build();
        Own(provider, limit => provider.Shutdown(limit));
    }

    private void StartMetrics(OtlpTarget target)
    {
        var exporter = new PointExporter(target, Handler(target), _ledger.Points, _ledger.Of);
        var provider = Meters().AddExponentialHistograms()
            .AddReader(new PeriodicExportingMetricReader(exporter, _settings.MetricInterval) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative })
            .Build();
        Own(provider, limit => provider.Shutdown(limit));
    }

    private void StartScraping(int port)
    {
        var host = _settings.Options.Prometheus.Host;
        try
        {
            var provider = Meters().AddBoundedHistograms().AddPrometheusHttpListener(listener =>
            {
                listener.Port = port;
                // Not by Host: the exporter takes it for a part of an address, which * is not.
                listener.ConfigureHttpListener = (_, server) =>
                {
                    server.Prefixes.Clear();
                    server.Prefixes.Add($"http://{host}:{port}/metrics/");
                };
            }).Build();
            Own(provider, _ => true);
        }
        catch (Exception e) when (e is HttpListenerException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            throw new UserErrorException($"Telemetry:Prometheus:Port: /metrics cannot be served on {host}:{port} ({(e.InnerException ?? e).Message.TrimEnd('.')}); give a port that is free.");
        }
    }

    private void StartLogs(OtlpTarget target, ILoggerFactory loggers)
    {
        var handler = Handler(target);
        var exporter = new OtlpLogExporter(target.Options(handler));
        var queue = _ledger.LogQueue = new LogQueue(new LogExporter(exporter, handler, _ledger.Logs), new BatchExportLogRecordProcessorOptions(), _ledger.Logs);
        var services = new ServiceCollection()
            .AddLogging(logging => logging.AddOpenTelemetry(options =>
            {
                options.SetResourceBuilder(Resource());
                options.IncludeFormattedMessage = true;
                options.AddProcessor(new ProviderLink(exporter));
                options.AddProcessor(queue);
            }))
            .BuildServiceProvider();
        loggers.AddProvider(services.GetServices<ILoggerProvider>().OfType<OpenTelemetryLoggerProvider>().Single());
        _study = services.GetRequiredService<ILoggerFactory>().CreateLogger("SamHost.Study");
        Own(services, limit => queue.Shutdown(limit));
    }

    private MeterProviderBuilder Meters() => Sdk.CreateMeterProviderBuilder()
        .SetResourceBuilder(Resource())
        .AddMeter(TelemetryNames.Source)
        // .NET's own: memory, garbage collection, threads, processor time.
        .AddMeter("System.Runtime")
        // An instrument that has ended keeps its number.
        .SetMaxMetricStreams((_runCount * RunInstruments.Count) + OtherStreams)
        .SetExemplarFilter(ExemplarFilterType.TraceBased);

    // Variables such as OTEL_SERVICE_NAME come last, and win.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("samhost", serviceVersion: Instrumentation.Version)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    private ExportHandler Handler(OtlpTarget target)
    {
        var handler = new ExportHandler(target);
        _ledger.Handlers.Add(handler);
        return handler;
    }

    private void Own(IDisposable provider, Func<int, bool> shutdown)
    {
        _providers.Add(provider);
        _shutdowns.Add(shutdown);
    }
}
