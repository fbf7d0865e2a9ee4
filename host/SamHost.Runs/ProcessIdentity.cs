using System.Diagnostics;
using System.Text.Json.Nodes;

namespace SamHost.Runs;

/// <summary>The process that makes a run, so that others can tell whether it still does.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Id">The process's id there.</param>
/// <param name="Started">When the process was started.</param>
public sealed record ProcessIdentity(string Host, int Id, DateTimeOffset Started)
{
    // A clock that is set shifts the start times of all processes; an id is given again after far longer.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Whether the process is known to have ended: of another machine's nothing is known.</summary>
    public bool HasEnded => Host == Environment.MachineName && !IsThere();

    /// <summary>This process.</summary>
    public static ProcessIdentity Own()
    {
        using var process = Process.GetCurrentProcess();
        return new ProcessIdentity(Environment.MachineName, process.Id, process.StartTime.ToUniversalTime());
    }

    public JsonObject ToJson() => new() { ["host"] = Host, ["id"] = Id, ["started"] = Started.ToString("O") };

    /// <exception cref="NullReferenceException">It is something else.</exception>
    public static ProcessIdentity Read(JsonNode json) => new((string)json["host"]!, (int)json["id"]!, (DateTimeOffset)json["started"]!);

    private bool IsThere()
    {
        try
        {
            using var process = Process.GetProcessById(Id);
            // Another one that got the same id began later.
            return process.StartTime.ToUniversalTime() <= Started + Tolerance && !IsWaitedFor();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    // A zombie: it has ended, and its parent has not waited for it. The state stands behind the name, which may hold anything.
    private bool IsWaitedFor()
    {
        var text = File.ReadAllText($"/proc/{Id}/stat");
        return text[text.LastIndexOf(')')..].StartsWith(") Z", StringComparison.Ordinal);
    }
}
