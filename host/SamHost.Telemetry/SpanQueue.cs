using System.Diagnostics;
using OpenTelemetry;

namespace SamHost.Telemetry;

/// <summary>
/// The spans that wait for the collector: bounded in number and in bytes, so that an outage costs little memory, and counted, so that no loss is silent. (The batch
/// processor of the SDK bounds the number alone, and drops without a word.)
/// </summary>
internal sealed class SpanQueue : BatchActivityExportProcessor
{
    /// <summary>What may wait. An array waits at about the size that it has on the wire.</summary>
    public const long MaxBytes = 24_000_000;

    // What a span costs in memory beyond its size on the wire.
    private const long Overhead = 600;

    private readonly ItemCount _all;
    private long _spans;
    private long _bytes;
    private long _overflowed;

    public SpanQueue(SpanExporter exporter, BatchExportProcessorOptions<Activity> options, int maxSpans, ItemCount all)
        : base(exporter, maxSpans + 1, options.ScheduledDelayMilliseconds, options.ExporterTimeoutMilliseconds, Math.Min(options.MaxExportBatchSize, maxSpans))
    {
        _all = all;
        MaxSpans = maxSpans;
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
