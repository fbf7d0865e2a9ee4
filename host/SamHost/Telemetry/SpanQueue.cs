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
    private readonly int _maxSpans;
    private long _spans;
    private long _bytes;

    public SpanQueue(SpanExporter exporter, BatchExportProcessorOptions<Activity> options, int maxSpans, ItemCount all)
        : base(exporter, maxSpans + 1, options.ScheduledDelayMilliseconds, options.ExporterTimeoutMilliseconds, Math.Min(options.MaxExportBatchSize, maxSpans))
    {
        _all = all;
        _maxSpans = maxSpans;
        exporter.Done = (spans, bytes) =>
        {
            Interlocked.Add(ref _spans, -spans);
            Interlocked.Add(ref _bytes, -bytes - (spans * Overhead));
        };
    }

    public override void OnEnd(Activity data)
    {
        if (!data.Recorded) return;
        _all.Make();
        RunCounts.Of(data)?.Spans.Make();
        var bytes = SpanSize.Of(data) + Overhead;
        // One thread ends a run's spans; a plugin's may go over by one each.
        if (Interlocked.Read(ref _spans) >= _maxSpans || Interlocked.Read(ref _bytes) + bytes > MaxBytes) return;
        Interlocked.Increment(ref _spans);
        Interlocked.Add(ref _bytes, bytes);
        base.OnEnd(data);
    }
}
