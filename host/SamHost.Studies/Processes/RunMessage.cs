using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>
/// A line that a process which makes one run writes: how far it is, something to be said, or what became of its telemetry.
/// </summary>
/// <param name="Fraction">How much of the run is done; null for a note.</param>
/// <param name="EpochEnded">Whether an epoch has just ended.</param>
/// <param name="Text">Progress in numbers, or the note.</param>
public sealed record RunMessage(double? Fraction, bool EpochEnded, string Text)
{
    /// <summary>What became of the process's telemetry, said at its end; null in other messages.</summary>
    public TelemetryCounts? Telemetry { get; init; }

    /// <summary>The message as one line of JSON.</summary>
    public string ToLine() => (this switch
    {
        { Fraction: { } fraction } => new JsonObject { ["fraction"] = fraction, ["epochEnded"] = EpochEnded, ["text"] = Text },
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
            when (e is JsonException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // A stranger's JSON may have anything anywhere, and a key twice.
            return note;
        }
    }

    private static RunMessage Read(JsonObject json) => json["telemetry"] is JsonObject counts
        ? new RunMessage(null, false, "") { Telemetry = TelemetryCounts.Of(counts) }
        : new RunMessage(
            (double?)json["fraction"], (bool?)json["epochEnded"] ?? false, (string?)json["text"] ?? (string?)json["note"] ?? "");
}
