using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OpenTelemetry.Exporter;

namespace SamHost.Telemetry;

/// <summary>
/// What a study sends while it runs (section <c>Telemetry</c>). What is left out comes from the standard OTEL_* variables.
/// </summary>
public sealed class TelemetryOptions
{
    [Description(
        "How much is traced: Off, Summary (figures of each step), Arrays (and every example's loss and weights), "
        + "Sampled (and, on every Nth step, a span for each example), Full (that on every step).")]
    public TelemetryLevel Level { get; set; } = TelemetryLevel.Arrays;

    [Description(
        "The collector, such as http://localhost:4317; null takes OTEL_EXPORTER_OTLP_ENDPOINT, "
        + "and where that is not set either, nothing is sent.")]
    [RegularExpression(@"https?://[^\s/?#]+[^\s]*", ErrorMessage = "must be an address such as http://localhost:4317.")]
    public string? Endpoint { get; set; }

    [Description("Grpc or HttpProtobuf; null takes OTEL_EXPORTER_OTLP_PROTOCOL, else HttpProtobuf on port 4318 and Grpc on any other.")]
    public OtlpExportProtocol? Protocol { get; set; }

    [Description(
        "Headers of every request, such as { \"authorization\": \"Bearer ...\" }; they go over those of OTEL_EXPORTER_OTLP_HEADERS.")]
    public Dictionary<string, string> Headers { get; set; } = [];

    [Description(
        "Every how many steps the total weight of all examples is measured, from the first step on; it costs a part of a step more. "
        + "Sampled makes its spans then.")]
    [Range(1, int.MaxValue)]
    public int EveryNthStep { get; set; } = 40;

    [Description(
        "Ids of training examples that have a span and a measured weight at every step that they are in, at every level but Off.")]
    public string[] WatchExamples { get; set; } = [];

    [Description("Metrics for a scraper.")]
    public PrometheusOptions Prometheus { get; set; } = new();
}
