using OpenTelemetry;
using OpenTelemetry.Logs;

namespace SamHost.Telemetry;

/// <summary>The log records that wait for the collector, counted.</summary>
internal sealed class LogQueue(LogExporter sink, BatchExportLogRecordProcessorOptions options, ItemCount all) : BatchLogRecordExportProcessor(
    sink, options.MaxQueueSize, options.ScheduledDelayMilliseconds, options.ExporterTimeoutMilliseconds, Math.Min(options.MaxExportBatchSize, options.MaxQueueSize))
{
    /// <summary>How many records may wait.</summary>
    public int MaxLogs => options.MaxQueueSize;

    /// <summary>How many had no room; where some still wait, those too.</summary>
    public long Overflowed => all.Made - sink.Seen;

    public override void OnEnd(LogRecord data)
    {
        all.Make();
        base.OnEnd(data);
    }
}
