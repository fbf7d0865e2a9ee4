using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;

namespace SamHost.Telemetry;

/// <summary>Exports log records and counts what arrived. There is no retry: the SDK reuses a record as soon as it was read.</summary>
internal sealed class LogExporter : BaseExporter<LogRecord>
{
    private readonly OtlpLogExporter _exporter;
    private readonly CollectorResponses _responses;
    private readonly TelemetryLedger _ledger;

    public LogExporter(OtlpExporterOptions options, CollectorResponses responses, TelemetryLedger ledger)
    {
        (_responses, _ledger) = (responses, ledger);
        _exporter = new OtlpLogExporter(options);
    }

    /// <summary>The records that it was given so far, arrived or not.</summary>
    public long Seen { get; private set; }

    /// <summary>
    /// A processor that exports nothing, but tells the sealed exporter its provider, and so the resource that its requests name.
    /// </summary>
    public BaseProcessor<LogRecord> ProviderLink => new Link(_exporter);

    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        var count = batch.Count;
        Seen += count;
        var result = _exporter.Export(batch);
        if (result == ExportResult.Success) _ledger.Logs.Export(Math.Max(count - _responses.Rejected, 0));
        return result;
    }

    protected override bool OnShutdown(int timeoutMilliseconds) => _exporter.Shutdown(timeoutMilliseconds);

    private sealed class Link(OtlpLogExporter exporter) : SimpleLogRecordExportProcessor(exporter)
    {
        public override void OnEnd(LogRecord data)
        {
        }
    }
}
