using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace SamHost.Telemetry;

/// <summary>
/// The spans that wait for the collector: bounded in number and in bytes, so that an outage costs little memory, and counted, so that no
/// loss is silent. (The SDK's batch processor bounds the number alone, and does not say how many it drops.)
/// </summary>
internal sealed class SpanQueue : BatchActivityExportProcessor
{
    /// <summary>How many bytes may wait. An array waits at about the size that it has on the wire.</summary>
    public const long MaxBytes = 20_000_000;

    /// <summary>How many spans may wait where OTEL_BSP_MAX_QUEUE_SIZE does not set it.</summary>
    private const int DefaultMaxSpans = 32_768;

    // What a span costs in memory beyond its size on the wire.
    private const long Overhead = 600;

    private readonly ItemCount _all;
    private long _spans;
    private long _bytes;
    private long _overflowed;

    public SpanQueue(SpanExporter exporter, BatchExportActivityProcessorOptions options, ItemCount all)
        : this(exporter, options, HasOwnSize ? options.MaxQueueSize : DefaultMaxSpans, all)
    {
    }

    private SpanQueue(SpanExporter exporter, BatchExportActivityProcessorOptions options, int maxSpans, ItemCount all)
        : base(
            exporter,
            maxSpans + 1,
            options.ScheduledDelayMilliseconds,
            options.ExporterTimeoutMilliseconds,
            Math.Min(options.MaxExportBatchSize, maxSpans))
    {
        (_all, MaxSpans) = (all, maxSpans);
        exporter.Done = (spans, bytes) =>
        {
            Interlocked.Add(ref _spans, -spans);
            Interlocked.Add(ref _bytes, -bytes - (spans * Overhead));
        };
    }

    /// <summary>How many spans may wait.</summary>
    public int MaxSpans { get; }

    /// <summary>How many spans had no room.</summary>
    public long Overflowed => Interlocked.Read(ref _overflowed);

    private static bool HasOwnSize => Environment.GetEnvironmentVariable("OTEL_BSP_MAX_QUEUE_SIZE") is { Length: > 0 };

    public override void OnEnd(Activity data)
    {
        if (!data.Recorded) return;
        _all.Make();
        RunCounts.Of(data)?.Spans.Make();
        var bytes = SpanSize.Of(data) + Overhead;
        // One thread ends a run's spans; a plugin's may go over by one each.
        if (Interlocked.Read(ref _spans) >= MaxSpans || Interlocked.Read(ref _bytes) + bytes > MaxBytes)
        {
            Interlocked.Increment(ref _overflowed);
            return;
        }

        Interlocked.Increment(ref _spans);
        Interlocked.Add(ref _bytes, bytes);
        base.OnEnd(data);
    }
}
