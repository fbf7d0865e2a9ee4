using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace SamHost.Telemetry;

/// <summary>Tells an exporter which provider, and so which resource, it exports for; only a processor can. It hands no record on: <see cref="LogQueue"/> does.</summary>
internal sealed class ProviderLink(OtlpLogExporter exporter) : SimpleLogRecordExportProcessor(exporter)
{
    public override void OnEnd(LogRecord data)
    {
    }
}
