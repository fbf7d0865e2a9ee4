using Google.Protobuf;
using SamHost.Telemetry.Tests.Protocol;

namespace SamHost.Telemetry.Tests;

/// <summary>Attributes as they arrived.</summary>
internal static class WireValues
{
    public static AnyValue? Find(this Span span, string name) => span.Attributes.SingleOrDefault(attribute => attribute.Key == name)?.Value;

    /// <summary>What the span is, whatever it is called; empty for one that is not the host's.</summary>
    public static string Kind(this Span span) => span.Find("train.span")?.StringValue ?? "";

    public static string Text(this Span span, string name) => span.Find(name)!.StringValue;

    public static long Integer(this Span span, string name) => span.Find(name)!.IntValue;

    public static double Number(this Span span, string name) => span.Find(name)!.DoubleValue;

    public static double[] Numbers(this Span span, string name) => [.. span.Array(name).Select(value => value.DoubleValue)];

    public static string[] Texts(this Span span, string name) => [.. span.Array(name).Select(value => value.StringValue)];

    public static bool[] Flags(this Span span, string name) => [.. span.Array(name).Select(value => value.BoolValue)];

    /// <summary>The attributes of each point of a metric.</summary>
    public static IEnumerable<IReadOnlyList<KeyValue>> Points(this Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(point => point.Attributes),
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(point => point.Attributes),
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(point => point.Attributes),
        _ => metric.Histogram.DataPoints.Select(point => point.Attributes),
    };

    public static string Hex(this ByteString id) => Convert.ToHexStringLower(id.Span);

    private static IEnumerable<AnyValue> Array(this Span span, string name) => span.Find(name)!.ArrayValue.Values;
}
