using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>
/// Exports metric points in requests below the 4 MiB that gRPC receivers take, and counts them, each for the run whose hash it has. There
/// is no retry: the next export holds all that a lost one held.
/// </summary>
internal sealed class PointExporter(OtlpExporterOptions options, CollectorResponses responses, TelemetryLedger ledger)
    : OtlpMetricExporter(options)
{
    // One run has seven, of five kilobytes at most each. More come where many short runs end between two exports.
    private const int MaxMetrics = 400;

    public override ExportResult Export(in Batch<Metric> metrics)
    {
        List<Metric> waiting = [];
        foreach (var metric in metrics) waiting.Add(metric);
        var result = ExportResult.Success;
        foreach (var request in waiting.Chunk(MaxMetrics))
        {
            if (Send(new Batch<Metric>(request, request.Length)) != ExportResult.Success) result = ExportResult.Failure;
        }

        return result;
    }

    private ExportResult Send(in Batch<Metric> metrics)
    {
        List<RunCounts?> points = [];
        foreach (var metric in metrics)
        {
            foreach (ref readonly var point in metric.GetMetricPoints()) points.Add(RunOf(point));
        }

        // All at once, so that a sum is consistent.
        lock (ledger.Points)
        {
            ledger.Points.Make(points.Count);
            foreach (var owner in points) owner?.Points.Make();
        }

        var result = base.Export(metrics);
        if (result != ExportResult.Success) return result;
        var taken = (int)Math.Max(points.Count - responses.Rejected, 0);
        lock (ledger.Points)
        {
            ledger.Points.Export(taken);
            foreach (var owner in points.Take(taken)) owner?.Points.Export();
        }

        return result;
    }

    private RunCounts? RunOf(in MetricPoint point)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == TelemetryNames.RunHash) return ledger.Of((string)tag.Value!);
        }

        return null;
    }
}
