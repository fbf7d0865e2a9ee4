using OpenTelemetry;
using OpenTelemetry.Logs;

namespace SamHost.Telemetry;

/// <summary>The log records that wait for the collector, counted.</summary>
internal sealed class LogQueue(LogExporter sink, BatchExportLogRecordProcessorOptions options, TelemetryLedger ledger)
    : BatchLogRecordExportProcessor(
        sink,
        options.MaxQueueSize,
        options.ScheduledDelayMilliseconds,
        options.ExporterTimeoutMilliseconds,
        Math.Min(options.MaxExportBatchSize, options.MaxQueueSize))
{
    /// <summary>How many records may wait.</summary>
    public int MaxLogs => options.MaxQueueSize;

    /// <summary>How many had no room; includes those that still wait.</summary>
    public long Overflowed => ledger.Logs.Made - sink.Seen;

    public override void OnEnd(LogRecord data)
    {
        ledger.Logs.Make();
        base.OnEnd(data);
    }
}
