using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Telemetry;

/// <summary>What was made and what a collector took of it. What was made and not taken was dropped, whoever dropped it.</summary>
public sealed record TelemetryCounts(long SpansMade, long SpansExported, long PointsMade, long PointsExported, long LogsMade, long LogsExported)
{
    public static readonly TelemetryCounts None = new(0, 0, 0, 0, 0, 0);

    /// <summary>Whether something was lost.</summary>
    public bool AnyDropped => SpansMade > SpansExported || PointsMade > PointsExported || LogsMade > LogsExported;

    /// <summary>For a run's manifest, which counts the run's own spans and metric points; logs belong to the study.</summary>
    /// <param name="isFinal">Whether everything has been exported or given up.</param>
    public JsonObject ToJson(bool isFinal) => new()
    {
        ["spans"] = Signal(SpansMade, SpansExported, isFinal),
        ["points"] = Signal(PointsMade, PointsExported, isFinal),
        ["final"] = isFinal,
    };

    /// <summary>The counts of a run's manifest.</summary>
    public static TelemetryCounts Of(JsonObject telemetry)
    {
        long Number(string signal, string name) => (long?)telemetry[signal]?[name] ?? 0;
        return new TelemetryCounts(Number("spans", "made"), Number("spans", "exported"), Number("points", "made"), Number("points", "exported"), 0, 0);
    }

    public static TelemetryCounts operator +(TelemetryCounts left, TelemetryCounts right) => new(
        left.SpansMade + right.SpansMade,
        left.SpansExported + right.SpansExported,
        left.PointsMade + right.PointsMade,
        left.PointsExported + right.PointsExported,
        left.LogsMade + right.LogsMade,
        left.LogsExported + right.LogsExported);

    public override string ToString()
    {
        List<string> signals = [Words("spans", SpansMade, SpansExported), Words("metric points", PointsMade, PointsExported)];
        if (LogsMade > 0) signals.Add(Words("logs", LogsMade, LogsExported));
        return string.Join("; ", signals);
    }

    private static JsonObject Signal(long made, long exported, bool isFinal)
    {
        var signal = new JsonObject { ["made"] = made, ["exported"] = exported };
        // Until the end, the difference is on its way.
        if (isFinal) signal["dropped"] = made - exported;
        return signal;
    }

    private static string Words(string noun, long made, long exported) =>
        string.Create(CultureInfo.InvariantCulture, $"{made:#,0} {noun} made, {exported:#,0} exported, {made - exported:#,0} dropped");
}
