using OpenTelemetry;
using OpenTelemetry.Logs;

namespace SamHost.Telemetry;

/// <summary>The log records that wait for the collector, counted.</summary>
internal sealed class LogQueue(LogExporter exporter, int delay, ItemCount all) : BatchLogRecordExportProcessor(exporter, scheduledDelayMilliseconds: delay)
{
    public override void OnEnd(LogRecord data)
    {
        all.Make();
        base.OnEnd(data);
    }
}
