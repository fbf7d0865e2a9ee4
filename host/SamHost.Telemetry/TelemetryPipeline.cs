using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SamHost.Configuration;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// The telemetry of a study, from when it is resolved to when it is stopped. Training never waits for it; the end of a study waits a few
/// seconds at most.
/// </summary>
public sealed class TelemetryPipeline : IDisposable
{
    /// <summary>How long the end of a study waits for a collector that does not answer.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    /// <summary>How long it waits for one that took nothing of an earlier run of the study, and nothing of this one so far.</summary>
    public static readonly TimeSpan ShortShutdownTimeout = TimeSpan.FromSeconds(1);

    private readonly TelemetrySettings _settings;
    private readonly TelemetryLedger _ledger;
    private readonly ILogger _host;
    private readonly ILogger _study;
    private readonly List<Func<int, bool>> _shutdowns = [];
    private readonly MeterProvider? _scraped;
    private readonly TracerProvider? _tracer;
    private RunMeter? _meter;

    internal TelemetryPipeline(IServiceProvider services)
    {
        var settings = _settings = services.GetRequiredService<TelemetrySettings>();
        _ledger = services.GetRequiredService<TelemetryLedger>();
        _host = services.GetRequiredService<ILoggerFactory>().CreateLogger<TelemetryPipeline>();
        // Not by the factory: a study's start and end are for the collector, not for the console, which shows them in its own way.
        var provider = services.GetServices<ILoggerProvider>().OfType<OpenTelemetryLoggerProvider>().SingleOrDefault();
        _study = provider?.CreateLogger("SamHost.Study") ?? _host;
        if (settings.PrometheusPort is { } port) _scraped = Serve(port, services);
        // A provider starts when it is resolved. The one of logs exists with the host's loggers; a study is what it is to send.
        if (settings.Traces is not null)
        {
            _tracer = services.GetRequiredService<TracerProvider>();
            _shutdowns.Add(_tracer.Shutdown);
        }

        if (settings.Metrics is not null) _shutdowns.Add(services.GetRequiredService<MeterProvider>().Shutdown);
        if (settings.Logs is { } logs) _shutdowns.Add(Send(logs, services.GetRequiredService<LoggerProvider>()).Shutdown);
    }

    /// <summary>The name under which checkpoints keep the state of <see cref="Follow"/>'s observers.</summary>
    public static string StateName => typeof(TelemetryObserver).FullName!;

    /// <summary>What was made, exported and dropped by now; final once it has stopped.</summary>
    public TelemetryCounts Counts => _ledger.Counts;

    /// <summary>Whether traces are sent.</summary>
    public bool Traces => _settings.Traces is not null;

    /// <summary>Each followed run's folder with its counts, which add up to those of <see cref="Counts"/>.</summary>
    public IReadOnlyList<(string Folder, TelemetryCounts Counts)> Runs => _ledger.Runs;

    /// <summary>
    /// Starts to follow a run. The metrics of the run before it end: until then, its last values were there for a scraper.
    /// </summary>
    /// <param name="runId">The run's id; what follows its last '-' is its hash.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="rho">The optimizer's perturbation radius; null where it has none.</param>
    /// <param name="earlier">What a checkpoint keeps under <see cref="StateName"/>, where the run is resumed from one.</param>
    public FollowedRun Follow(string runId, string folder, double? rho, CheckpointedState? earlier = null)
    {
        var hash = TracedRun.HashOf(runId);
        var run = _ledger.Open(hash, folder);
        _meter?.Dispose();
        _meter = new RunMeter(hash);
        var start = TelemetryObserver.StartOf(earlier);
        var observer = new TelemetryObserver(_settings.Options, rho, run, _meter, Traces, _study, _host, start);
        return new FollowedRun(observer, () => run.Now.ToJson(isFinal: false), observer.CheckpointWritten);
    }

    /// <summary>Starts to trace a run that was recorded.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder, which is not written to.</param>
    /// <param name="started">When it started.</param>
    public RunReplay Replay(TracedRun run, string folder, DateTimeOffset started) => new(
        run, _settings.Options, _ledger.Open(run.Hash, folder), started,
        // Faster than any collector: what has no room in the queue would be lost.
        () => _tracer?.ForceFlush((int)ShutdownTimeout.TotalMilliseconds) ?? true);

    /// <summary>Sends one span, metric points and one log record, stops, and tells what became of them.</summary>
    /// <returns>For each signal that is sent: how many items were made and taken, and what went wrong, if anything.</returns>
    public IReadOnlyList<SignalCheck> Check()
    {
        using var meter = new Meter(TelemetryNames.Source, Instrumentation.Version);
        meter.CreateGauge<long>(TelemetryNames.Check, null, "One where samhost check asked a collector.").Record(1);
        Instrumentation.Source.StartActivity(TelemetryNames.Check)?.Stop();
        _study.LogInformation("{Check}", TelemetryNames.Check);
        Stop();
        var counts = Counts;
        return
        [
            .. new[]
            {
                Of(_settings.Traces, counts.SpansMade, counts.SpansExported),
                Of(_settings.Metrics, counts.PointsMade, counts.PointsExported),
                Of(_settings.Logs, counts.LogsMade, counts.LogsExported),
            }.OfType<SignalCheck>(),
        ];

        SignalCheck? Of(OtlpTarget? target, long made, long taken) => target is null
            ? null
            : new SignalCheck(target, made, taken, _ledger.Responses.GetValueOrDefault(target.Signal)?.Problem);
    }

    /// <summary>Flushes what waits, for a few seconds at most, and shuts down.</summary>
    /// <param name="isUnreachable">Whether the collector took nothing of an earlier run: then the timeout is short unless it took something
    /// of
    /// this one.</param>
    public void Stop(bool isUnreachable = false)
    {
        if (_ledger.IsClosed) return;
        var isStillUnreachable = isUnreachable && Counts is { SpansExported: 0, PointsExported: 0, LogsExported: 0 };
        var timeout = isStillUnreachable ? ShortShutdownTimeout : ShutdownTimeout;
        _ledger.Stopping.Set();
        var clock = Stopwatch.StartNew();
        // Side by side: a collector that hangs hangs for all of them.
        Task<bool>[] ends =
        [
            .. _shutdowns.Select(shutdown => Task.Factory.StartNew(
                () => shutdown((int)timeout.TotalMilliseconds),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];
        var isInTime = Task.WaitAll(ends, timeout + TimeSpan.FromSeconds(1)) && ends.All(end => end.Result);
        _ledger.Close(isCutShort: !isInTime);
        _host.LogDebug("Telemetry was shut down after {Elapsed}", clock.Elapsed);
    }

    public void Dispose()
    {
        Stop();
        _scraped?.Dispose();
        _meter?.Dispose();
    }

    private LogQueue Send(OtlpTarget logs, LoggerProvider provider)
    {
        var exporter = new LogExporter(_ledger.Connect(logs, out var responses), responses, _ledger);
        _ledger.LogQueue = new LogQueue(exporter, new BatchExportLogRecordProcessorOptions(), _ledger);
        provider.AddProcessor(exporter.ProviderLink).AddProcessor(_ledger.LogQueue);
        return _ledger.LogQueue;
    }

    // A provider of its own: a scraper's text has no exponential histograms, and a provider's views are the same for all its readers.
    private MeterProvider Serve(int port, IServiceProvider program)
    {
        var host = _settings.Options.Prometheus.Host;
        try
        {
            return Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services =>
                {
                    services.AddSingleton(program.GetRequiredService<IConfiguration>());
                    if (program.GetService<Settings>() is { } settings) services.AddSingleton(settings);
                })
                .ConfigureResource(resource => resource.Describe())
                .AddRuns()
                .AddBoundedHistograms()
                .AddPrometheusHttpListener(listener =>
                {
                    listener.Port = port;
                    // Not by Host: the exporter takes it for a part of an address, which * is not.
                    listener.ConfigureHttpListener = (_, server) =>
                    {
                        server.Prefixes.Clear();
                        server.Prefixes.Add($"http://{host}:{port}/metrics/");
                    };
                })
                .Build();
        }
        catch (Exception e) when (e is HttpListenerException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            throw new UserErrorException(
                $"Telemetry:Prometheus:Port: /metrics cannot be served on {host}:{port} "
                + $"({(e.InnerException ?? e).Message.TrimEnd('.')}); give a port that is free.");
        }
    }
}
