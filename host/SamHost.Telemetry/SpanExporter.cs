using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace SamHost.Telemetry;

/// <summary>
/// Exports spans in requests below the 4 MiB that gRPC receivers take, with retries, and counts what arrived. It blocks the queue's own
/// thread, never training: meanwhile the queue fills, and drops and counts what does not fit. (The SDK's retry ends after the timeout of
/// a request, and shutdown cannot interrupt it.)
/// </summary>
internal sealed class SpanExporter(OtlpExporterOptions options, CollectorResponses responses, TelemetryLedger ledger)
    : OtlpTraceExporter(options)
{
    // Sizes are estimates from above; the rest is for the resource.
    private const long MaxRequestBytes = 3_900_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly List<Activity> _request = [];

    /// <summary>Called with the number and bytes of spans that no longer wait.</summary>
    public Action<int, long> Done { private get; set; } = (_, _) => { };

    public override ExportResult Export(in Batch<Activity> batch)
    {
        var bytes = 0L;
        foreach (var span in batch)
        {
            var size = SpanSize.Of(span);
            if (bytes + size > MaxRequestBytes)
            {
                Send(bytes);
                bytes = 0;
            }

            _request.Add(span);
            bytes += size;
        }

        Send(bytes);
        return ExportResult.Success;
    }

    private void Send(long bytes)
    {
        if (_request.Count == 0) return;
        Activity[] spans = [.. _request];
        _request.Clear();
        var taken = Deliver(spans);
        // All at once, so that a sum is consistent.
        lock (ledger.Spans)
        {
            ledger.Spans.Export(taken);
            // A collector does not say which ones it rejects.
            foreach (var span in spans.AsSpan(0, (int)taken)) RunCounts.Of(span)?.Spans.Export();
        }

        Done(spans.Length, bytes);
    }

    /// <summary>Sends until the collector takes the spans or refuses them for good, or the study ends.</summary>
    /// <returns>How many it took.</returns>
    private long Deliver(Activity[] spans)
    {
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            var isLastTry = ledger.Stopping.IsSet;
            var result = base.Export(new Batch<Activity>(spans, spans.Length));
            if (result == ExportResult.Success) return Math.Max(spans.Length - responses.Rejected, 0);
            if (!responses.MayRetry || isLastTry) return 0;
            ledger.Stopping.Wait(delay);
        }
    }
}
