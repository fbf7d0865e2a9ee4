using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Telemetry;

/// <summary>What was made and what a collector took of it. What was made and not taken was dropped, whoever dropped it.</summary>
public sealed record TelemetryCounts(long SpansMade, long SpansExported, long PointsMade, long PointsExported, long LogsMade, long LogsExported)
{
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

    public override string ToString() => string.Join("; ", Words("spans", SpansMade, SpansExported), Words("metric points", PointsMade, PointsExported), Words("logs", LogsMade, LogsExported));

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
