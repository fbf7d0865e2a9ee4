using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>
/// A line that a worker writes: that it has begun a run, how far that is, how it ended, something to be said, or, at the end, what became
/// of its telemetry.
/// </summary>
/// <param name="Fraction">How much of the run is done; null for a note.</param>
/// <param name="EpochEnded">Whether an epoch has just ended.</param>
/// <param name="Text">Progress in numbers, or the note.</param>
public sealed record RunMessage(double? Fraction, bool EpochEnded, string Text)
{
    /// <summary>The id of the run that it begins now; null in other messages.</summary>
    public string? Begun { get; init; }

    /// <summary>How the run that it had begun ended; null in other messages.</summary>
    public RunEnd? End { get; init; }

    /// <summary>What became of the process's telemetry, said at its end; null in other messages.</summary>
    public TelemetryCounts? Telemetry { get; init; }

    /// <summary>The message as one line of JSON.</summary>
    public string ToLine() => (this switch
    {
        { Fraction: { } fraction } => new JsonObject { ["fraction"] = fraction, ["epochEnded"] = EpochEnded, ["text"] = Text },
        { Begun: { } run } => new JsonObject { ["begun"] = run },
        { End: { } end } => new JsonObject { ["end"] = end.ToJson() },
        { Telemetry: { } counts } => new JsonObject { ["telemetry"] = counts.ToJson(isFinal: true) },
        _ => new JsonObject { ["note"] = Text },
    }).ToJsonString();

    /// <summary>
    /// Reads a line. A line that is no message comes from other code in that process, such as a plugin: it is a note.
    /// </summary>
    public static RunMessage Parse(string line)
    {
        var note = new RunMessage(null, false, line);
        try
        {
            // A message of ours would be written again as it was, to the letter.
            return line.StartsWith('{') && JsonNode.Parse(line) is JsonObject json && Read(json) is var message && message.ToLine() == line
                ? message
                : note;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or OverflowException
                or NullReferenceException)
        {
            // A stranger's JSON may have anything anywhere, and a key twice.
            return note;
        }
    }

    private static RunMessage Read(JsonObject json) => json switch
    {
        _ when json["begun"] is { } run => new RunMessage(null, false, "") { Begun = (string)run! },
        _ when json["end"] is JsonObject end => new RunMessage(null, false, "") { End = RunEnd.Of(end) },
        _ when json["telemetry"] is JsonObject counts => new RunMessage(null, false, "") { Telemetry = TelemetryCounts.Of(counts) },
        _ => new RunMessage(
            (double?)json["fraction"], (bool?)json["epochEnded"] ?? false, (string?)json["text"] ?? (string?)json["note"] ?? ""),
    };
}
