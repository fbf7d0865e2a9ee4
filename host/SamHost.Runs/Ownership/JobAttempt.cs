using System.Text.Json.Nodes;

namespace SamHost.Runs.Ownership;

/// <summary>
/// One attempt of a job that a scheduler may start again, on another machine too. Such an attempt waits for an owner of its run that is no
/// longer heard of, and ends where it is no longer the owner itself.
/// </summary>
/// <param name="Job">The job's name for people, such as <c>job 12_3 of the cluster mini</c>.</param>
/// <param name="Restart">How often the scheduler has started it again.</param>
/// <param name="Node">The machine's name, as the scheduler has it.</param>
/// <param name="Heartbeat">How often the run says that it is alive.</param>
public sealed record JobAttempt(string Job, int Restart, string Node, TimeSpan Heartbeat)
{
    /// <summary>The attempt as JSON.</summary>
    public JsonObject ToJson() =>
        new() { ["job"] = Job, ["restart"] = Restart, ["node"] = Node, ["heartbeatSeconds"] = Heartbeat.TotalSeconds };

    /// <summary>Reads what <see cref="ToJson"/> wrote; null for null.</summary>
    /// <exception cref="NullReferenceException">It is something else.</exception>
    public static JobAttempt? Read(JsonNode? json) => json is null
        ? null
        : new((string)json["job"]!, (int)json["restart"]!, (string)json["node"]!, TimeSpan.FromSeconds((double)json["heartbeatSeconds"]!));
}
