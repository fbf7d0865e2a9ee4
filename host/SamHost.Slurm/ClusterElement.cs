using SamHost.Runs.Results;

namespace SamHost.Slurm;

/// <summary>An element of a submission: what it says of its runs.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Attempts">Its attempts.</param>
/// <param name="Queued">What Slurm has of it; null for nothing.</param>
/// <param name="IsQueueKnown">Whether Slurm has said what it has.</param>
internal sealed record ClusterElement(Submission Submission, ElementAttempts Attempts, QueuedElement? Queued, bool IsQueueKnown)
{
    private const string GoesOn = "the same command goes on with it";

    private readonly bool _isForSlurm = Submission.IsForSlurm;

    /// <summary>Whether its job is still there, or may be: of another scheduler's nothing is known.</summary>
    public bool MayComeBack => Queued is { IsActive: true } || !_isForSlurm || !IsQueueKnown;

    /// <summary>How one of its runs stands, and why, in words.</summary>
    /// <param name="run">What the run's manifest says; null where it says nothing of this submission.</param>
    /// <param name="isAlive">Whether the run's owner is heard of.</param>
    /// <param name="hasOwner">Whether it has one that has not given it up.</param>
    public (ClusterState State, string? Why) Judge(RunSummary? run, bool isAlive, bool hasOwner)
    {
        if (run?.Status == "completed") return (ClusterState.Completed, run.Reason);
        if (Queued is { IsWaiting: true })
            return (Attempts.Count > 0 ? ClusterState.Requeued : ClusterState.Queued, SlurmReason.Of(Queued.Reason));
        if (isAlive) return (ClusterState.Running, null);
        if (run?.Status == "failed") return (ClusterState.Failed, run.Reason);
        if (Queued is { IsActive: true })
        {
            return hasOwner
                ? (ClusterState.Lost, "its process is not heard of; Slurm has not given it up yet")
                : (ClusterState.Starting, null);
        }

        if (Attempts.Failure is { } failure) return (ClusterState.Failed, failure);
        if (run?.Status == "cancelled" && Queued?.State is null or "CANCELLED") return (ClusterState.Cancelled, null);
        if (!_isForSlurm) return JudgeElsewhere(hasOwner);
        if (Queued is { State: "CANCELLED" }) return (ClusterState.Cancelled, null);
        if (Queued is not null) return (ClusterState.Failed, HowItEnded(Queued));
        return IsQueueKnown
            ? (ClusterState.Lost, "its job is gone; the same command submits it again")
            : (ClusterState.Queued, "Slurm does not answer");
    }

    private (ClusterState State, string? Why) JudgeElsewhere(bool hasOwner) =>
        hasOwner ? (ClusterState.Lost, "its process is not heard of; its scheduler is to start it again")
        : Attempts.Count > 0 ? (ClusterState.Requested, "its element was begun, and has not come to it")
        : (ClusterState.Requested, null);

    private static string HowItEnded(QueuedElement element) => element.State switch
    {
        "COMPLETED" => $"its job ended without a word; {GoesOn}",
        "FAILED" => $"its job failed ({Words(element.Reason)}); {GoesOn}",
        "NODE_FAIL" => $"its node failed, and Slurm did not requeue it; {GoesOn}",
        "OUT_OF_MEMORY" => "it took more memory than Slurm:Memory",
        "PREEMPTED" => $"others came first, and Slurm did not requeue it; {GoesOn}",
        "TIMEOUT" or "DEADLINE" => $"it reached its time limit; {GoesOn}",
        _ => $"Slurm ended its job: {element.State}",
    };

    // Slurm says of one that was killed by a signal that it could not be launched.
    private static string Words(string reason) => reason switch
    {
        "JobLaunchFailure" => "a process was killed, or could not be started",
        "NonZeroExitCode" or "None" => "it ended badly, or a process of it was killed",
        _ => reason,
    };
}
