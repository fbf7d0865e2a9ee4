using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Studies.Processes;

/// <summary>How a run ended in a worker.</summary>
/// <param name="Code">As a process ends that makes this one run.</param>
/// <param name="Reason">Why it failed; null where it did not.</param>
/// <param name="MayHaveHarmed">Whether what happened may have left the process in a state that other runs should not meet.</param>
public sealed record RunEnd(ExitCode Code, string? Reason = null, bool MayHaveHarmed = false)
{
    internal JsonObject ToJson() => new() { ["code"] = (int)Code, ["reason"] = Reason, ["mayHaveHarmed"] = MayHaveHarmed };

    internal static RunEnd Of(JsonObject json) =>
        new((ExitCode)(int)json["code"]!, (string?)json["reason"], (bool)json["mayHaveHarmed"]!);
}
