using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Runs.Ownership;

/// <summary>Who makes a run: what <c>owner.json</c> in its folder says.</summary>
/// <param name="Token">Like no other owner's.</param>
/// <param name="Node">The machine's name.</param>
/// <param name="Boot">
/// The machine's start and the process's view of its processes: where both are ours, we can look for the process.
/// </param>
/// <param name="Process">The process.</param>
/// <param name="Heartbeat">How often it says that it is alive.</param>
/// <param name="Job">The job that it belongs to; null for none.</param>
public sealed record RunOwner(string Token, string Node, string Boot, ProcessIdentity Process, TimeSpan Heartbeat, JobAttempt? Job)
{
    /// <summary>The file.</summary>
    public const string FileName = "owner.json";

    /// <summary>How often a run says that it is alive where nobody says otherwise.</summary>
    public static readonly TimeSpan UsualHeartbeat = TimeSpan.FromSeconds(30);

    /// <summary>After how long without a heartbeat an owner is taken for lost.</summary>
    public TimeSpan LostAfter => 3 * Heartbeat;

    /// <summary>Whether its process is known to have ended: of another machine's nothing is known.</summary>
    public bool HasEnded => Boot == OwnBoot() && Process.HasEnded;

    /// <summary>This process, as the owner of a run.</summary>
    /// <param name="job">The job that it belongs to; null for none.</param>
    public static RunOwner Own(JobAttempt? job)
    {
        var process = ProcessIdentity.Own();
        var node = job?.Node ?? Environment.MachineName;
        var name = job is null ? $"{node}:{process.Id}" : $"{job.Job}, restart {job.Restart}";
        return new RunOwner($"{name} {Guid.NewGuid():N}", node, OwnBoot(), process, job?.Heartbeat ?? UsualHeartbeat, job);
    }

    /// <summary>The owner of a run; null where none is known.</summary>
    /// <exception cref="IOException">The file cannot be read now.</exception>
    public static RunOwner? Read(string folder)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)))!;
            return new RunOwner(
                (string)json["token"]!, (string)json["node"]!, (string)json["boot"]!, ProcessIdentity.Read(json["process"]!),
                TimeSpan.FromSeconds((double)json["heartbeatSeconds"]!), JobAttempt.Read(json["job"]));
        }
        catch (Exception e)
            when (e is FileNotFoundException or DirectoryNotFoundException or JsonException or NullReferenceException
                or InvalidOperationException or FormatException)
        {
            // A machine that lost its power may leave an empty file; its process is gone.
            return null;
        }
    }

    /// <summary>The owner in words, within a sentence.</summary>
    public override string ToString() => Job is null
        ? $"process {Process.Id} on {Node}"
        : $"{Job.Job}{(Job.Restart > 0 ? $", restart {Job.Restart}," : "")} on {Node}";

    internal void Write(string folder) => Replace(Path.Combine(folder, FileName), JsonText.Of(new JsonObject
    {
        ["token"] = Token,
        ["node"] = Node,
        ["boot"] = Boot,
        ["process"] = Process.ToJson(),
        ["heartbeatSeconds"] = Heartbeat.TotalSeconds,
        ["job"] = Job?.ToJson(),
    }) + "\n");

    // Whole at any moment, and not flushed to the disk: after a crash of the machine nobody is alive.
    internal static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    // Processes of another container have numbers of their own, on the same machine too.
    private static string OwnBoot()
    {
        const string Boot = "/proc/sys/kernel/random/boot_id";
        var boot = File.Exists(Boot) ? File.ReadAllText(Boot).Trim() : Environment.MachineName;
        return $"{boot} {new FileInfo("/proc/self/ns/pid").LinkTarget}";
    }
}
