using OpenTelemetry;
using OpenTelemetry.Logs;

namespace SamHost.Telemetry;

/// <summary>The log records that wait for the collector, counted.</summary>
internal sealed class LogQueue(LogExporter exporter, BatchExportLogRecordProcessorOptions options, ItemCount all) : BatchLogRecordExportProcessor(
    exporter, options.MaxQueueSize, options.ScheduledDelayMilliseconds, options.ExporterTimeoutMilliseconds, Math.Min(options.MaxExportBatchSize, options.MaxQueueSize))
{
    public override void OnEnd(LogRecord data)
    {
        all.Make();
        base.OnEnd(data);
    }
}
