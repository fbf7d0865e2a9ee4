using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using SamHost.Contracts.Gradients;

namespace SamHost.Telemetry;

/// <summary>Exports log records and counts what arrived. There is one try: the SDK uses a record again as soon as it was read.</summary>
internal sealed class LogExporter(OtlpLogExporter exporter, ExportHandler handler, ItemCount all) : BaseExporter<LogRecord>
{
    /// <summary>The records that it was given so far, arrived or not.</summary>
    public long Seen { get; private set; }

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        var count = batch.Count;
        Seen += count;
        var result = exporter.Export(batch);
        if (result == ExportResult.Success) all.Export(Math.Max(count - handler.Rejected, 0));
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => exporter.Shutdown(timeoutMilliseconds);
}
