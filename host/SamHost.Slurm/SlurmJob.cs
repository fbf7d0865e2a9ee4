using System.Globalization;
using SamHost.Configuration;
using SamHost.Runs.Ownership;

namespace SamHost.Slurm;

/// <summary>The job of Slurm's that this process belongs to.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="Job">The job's number, with the index of an element of an array.</param>
/// <param name="Restart">How often it was started again.</param>
/// <param name="Node">Where it runs.</param>
internal sealed record SlurmJob(string Cluster, string Job, int Restart, string Node)
{
    /// <summary>
    /// The variable that the script of an element sets. In any other job of Slurm's, where another scheduler calls elements, say, the job
    /// is not the element's to requeue.
    /// </summary>
    public const string Mark = "SAMHOST_SLURM_ELEMENT";

    private const string Resource = "OTEL_RESOURCE_ATTRIBUTES";

    /// <summary>That of this process; null where it belongs to none.</summary>
    public static SlurmJob? Current()
    {
        if (Variable(Mark) is null || Variable("SLURM_JOB_ID") is not { } job) return null;
        if (Variable("SLURM_ARRAY_JOB_ID") is { } array && Variable("SLURM_ARRAY_TASK_ID") is { } index) job = $"{array}_{index}";
        // Not set the first time.
        _ = int.TryParse(Variable("SLURM_RESTART_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var restart);
        return new SlurmJob(
            Variable("SLURM_CLUSTER_NAME") ?? "", job, restart, Variable("SLURMD_NODENAME") ?? Environment.MachineName);
    }

    /// <summary>The attempt, as owner of runs.</summary>
    public JobAttempt ToAttempt(TimeSpan heartbeat) =>
        new(Cluster.Length > 0 ? $"job {Job} of the cluster {Cluster}" : $"job {Job}", Restart, Node, heartbeat);

    /// <summary>The number in the name that <see cref="ToAttempt"/> gives a job, as <c>scancel</c> takes it; others as they are.</summary>
    public static string? NumberIn(string? name) => name?.Split(' ') is ["job", var number, ..] ? number : name;

    /// <summary>Has all telemetry of this process and of those that it starts say where it comes from.</summary>
    public void Describe()
    {
        // A comma and an equals sign separate attributes.
        var own = string.Create(
            CultureInfo.InvariantCulture,
            $"host.name={Escaped(Node)},slurm.cluster.name={Escaped(Cluster)},slurm.job.id={Escaped(Job)},slurm.job.restart={Restart}");
        var given = Variable(Resource);
        // What the user says comes last, and wins.
        Environment.SetEnvironmentVariable(Resource, given is null ? own : $"{own},{given}");
    }

    /// <summary>Has Slurm start the job again: the last act of this process, which Slurm ends.</summary>
    /// <returns>Why it cannot be; null where it can.</returns>
    public string? Requeue()
    {
        try
        {
            // Where Slurm has started it again already, that attempt is not this one's to end.
            var shown = SlurmProgram.Run("scontrol", "--oneliner", "show", "job", Job);
            if (!shown.Split(' ').Contains(string.Create(CultureInfo.InvariantCulture, $"Restarts={Restart}")))
                return "Slurm has started it again already.";
            // Slurm would requeue a job that was cancelled meanwhile, too.
            if (!shown.Split(' ').Contains("JobState=RUNNING")) return "The job is being ended.";
            SlurmProgram.Run("scontrol", "requeue", Job);
            return null;
        }
        catch (Exception e) when (e is UserErrorException or SlurmAwayException)
        {
            return e.Message;
        }
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
