namespace SamHost.Slurm;

/// <summary>An element of a job as Slurm has it.</summary>
/// <param name="Submission">The submission that it belongs to.</param>
/// <param name="Element">The number of its request there; null for the job that writes the report.</param>
/// <param name="Job">The job's number, as <c>scancel</c> takes it.</param>
/// <param name="State">Slurm's word, such as <c>PENDING</c>.</param>
/// <param name="Reason">Slurm's reason why it is in that state.</param>
/// <param name="Node">Where it runs; empty where it does not.</param>
internal sealed record QueuedElement(string Submission, int? Element, string Job, string State, string Reason, string Node)
{
    private static readonly HashSet<string> Ended =
    [
        "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT",
    ];

    /// <summary>Whether it waits or runs, and may make runs.</summary>
    public bool IsActive => !Ended.Contains(State);

    /// <summary>Whether it waits.</summary>
    public bool IsWaiting => State is "PENDING" or "REQUEUED" or "REQUEUE_FED" or "REQUEUE_HOLD" or "SPECIAL_EXIT" or "RESV_DEL_HOLD";
}
