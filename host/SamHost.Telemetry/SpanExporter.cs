using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using SamHost.Contracts.Gradients;

namespace SamHost.Telemetry;

/// <summary>Exports spans in requests below the 4 MiB that gRPC receivers take, again where that may help, and counts what arrived.</summary>
internal sealed class SpanExporter(OtlpTarget target, ExportHandler handler, ManualResetEventSlim stopping, ItemCount all) : OtlpTraceExporter(target.Options(handler))
{
    // Sizes are estimates from above; the rest is for the resource.
    private const long MaxRequestBytes = 3_900_000;

    private readonly Delivery _delivery = new(handler, stopping);
    private readonly List<Activity> _request = [];

    /// <summary>Hears of spans that are no longer waiting, with their bytes.</summary>
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
        var taken = _delivery.Send(spans.Length, () => base.Export(new Batch<Activity>(spans, spans.Length)));
        // All at once for whoever takes the sum.
        lock (all)
        {
            all.Export(taken);
            // Which ones a collector rejects it does not say.
            foreach (var span in spans.AsSpan(0, (int)taken)) RunCounts.Of(span)?.Spans.Export();
        }

        Done(spans.Length, bytes);
    }
}
