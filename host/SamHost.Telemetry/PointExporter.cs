using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>Exports metric points in requests below the 4 MiB that gRPC receivers take, and counts them, each for the run whose hash it has. A lost point is not sent again: the next one holds all that it held.</summary>
internal sealed class PointExporter(OtlpTarget target, ExportHandler handler, ItemCount all, Func<string, RunCounts?> run) : OtlpMetricExporter(target.Options(handler))
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

        // Each time all at once for whoever takes the sum.
        lock (all)
        {
            all.Make(points.Count);
            foreach (var owner in points) owner?.Points.Make();
        }

        var result = base.Export(metrics);
        if (result != ExportResult.Success) return result;
        var taken = (int)Math.Max(points.Count - handler.Rejected, 0);
        lock (all)
        {
            all.Export(taken);
            foreach (var owner in points.Take(taken)) owner?.Points.Export();
        }

        return result;
    }

    private RunCounts? RunOf(in MetricPoint point)
    {
        foreach (var tag in point.Tags)
        {
            if (tag.Key == TelemetryNames.RunHash) return run((string)tag.Value!);
        }

        return null;
    }
}
