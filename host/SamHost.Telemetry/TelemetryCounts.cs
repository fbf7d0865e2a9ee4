using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Telemetry;

/// <summary>What was made and what a collector took of it. What was made and not taken was dropped, here or there.</summary>
public sealed record TelemetryCounts(
    long SpansMade, long SpansExported, long PointsMade, long PointsExported, long LogsMade, long LogsExported)
{
    public static readonly TelemetryCounts None = new(0, 0, 0, 0, 0, 0);

    /// <summary>Why something was lost, in sentences; null where that is unknown, or nothing was.</summary>
    public string? Problem { get; init; }

    /// <summary>The processes that ended before they could count what they had sent of their runs.</summary>
    public int Uncounted { get; init; }

    /// <summary>Whether a collector took nothing of what was made.</summary>
    public bool NothingArrived => SpansMade + PointsMade + LogsMade > 0 && SpansExported + PointsExported + LogsExported == 0;

    /// <summary>Whether something was lost.</summary>
    public bool AnyDropped => SpansMade > SpansExported || PointsMade > PointsExported || LogsMade > LogsExported || Uncounted > 0;

    /// <summary>
    /// For a run's manifest, which counts the run's own spans and metric points (logs belong to the study), and for the process that
    /// started this one.
    /// </summary>
    /// <param name="isFinal">Whether everything has been exported or given up.</param>
    public JsonObject ToJson(bool isFinal)
    {
        var json = new JsonObject { ["spans"] = Signal(SpansMade, SpansExported, isFinal) };
        json["points"] = Signal(PointsMade, PointsExported, isFinal);
        if (LogsMade > 0) json["logs"] = Signal(LogsMade, LogsExported, isFinal);
        if (isFinal && AnyDropped && Problem is not null) json["problem"] = Problem;
        json["final"] = isFinal;
        return json;
    }

    /// <summary>Reads <see cref="ToJson"/> back.</summary>
    public static TelemetryCounts Of(JsonObject telemetry)
    {
        long Number(string signal, string name) => (long?)telemetry[signal]?[name] ?? 0;
        return new TelemetryCounts(
            Number("spans", "made"),
            Number("spans", "exported"),
            Number("points", "made"),
            Number("points", "exported"),
            Number("logs", "made"),
            Number("logs", "exported"))
        {
            Problem = (string?)telemetry["problem"],
        };
    }

    public static TelemetryCounts operator +(TelemetryCounts left, TelemetryCounts right) => new(
        left.SpansMade + right.SpansMade,
        left.SpansExported + right.SpansExported,
        left.PointsMade + right.PointsMade,
        left.PointsExported + right.PointsExported,
        left.LogsMade + right.LogsMade,
        left.LogsExported + right.LogsExported)
    {
        Problem = left.Problem ?? right.Problem,
        Uncounted = left.Uncounted + right.Uncounted,
    };

    /// <summary>The counts in words, and why something was lost.</summary>
    public override string ToString()
    {
        List<string> signals = [Words("spans", SpansMade, SpansExported), Words("metric points", PointsMade, PointsExported)];
        if (LogsMade > 0) signals.Add(Words("logs", LogsMade, LogsExported));
        if (Uncounted > 0) signals.Add($"{Uncounted} process{(Uncounted == 1 ? "" : "es")} ended without a count");
        return $"{string.Join("; ", signals)}.{(AnyDropped && Problem is not null ? $" {Problem}" : "")}";
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
