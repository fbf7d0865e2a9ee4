using SamHost.Runs.Results;

namespace SamHost.Slurm;

/// <summary>An element of a submission: what it says of its runs.</summary>
/// <param name="Submission">The submission.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Attempts">Its attempts.</param>
/// <param name="Queued">What Slurm has of it; null for nothing.</param>
/// <param name="Knowledge">What Slurm has said.</param>
internal sealed record ClusterElement(
    Submission Submission, int Number, ElementAttempts Attempts, QueuedElement? Queued, QueueKnowledge Knowledge)
{
    private const string GoesOn = "the same command goes on with it";

    private readonly bool _isForSlurm = Submission.IsForSlurm;

    /// <summary>Whether it waited when Slurm was asked, and has begun since.</summary>
    public bool HasBegunSince { get; init; }

    /// <summary>Whether it waits, as far as is known.</summary>
    public bool Waits => Queued is { IsWaiting: true } && !HasBegunSince;

    /// <summary>Whether its job is still there, or may be: of another scheduler's nothing is known.</summary>
    public bool MayComeBack => Queued is { IsActive: true } || !_isForSlurm || Knowledge == QueueKnowledge.None;

    /// <summary>Where its log is, in words that follow others; nothing where there is none.</summary>
    public string SeeLog => Submission.LogOf(Number) is { } log && File.Exists(log)
        ? new FileInfo(log).Length == 0 ? $"; its log {log} is empty" : $"; see {log}"
        : "";

    /// <summary>How one of its runs stands, and why, in words.</summary>
    /// <param name="id">The run's id.</param>
    /// <param name="run">What the run's manifest says; null where it says nothing of this submission.</param>
    /// <param name="isAlive">Whether the run's owner is heard of.</param>
    /// <param name="hasOwner">Whether it has one that has not given it up.</param>
    public (ClusterState State, string? Why) Judge(string id, RunSummary? run, bool isAlive, bool hasOwner)
    {
        if (run?.Status == "completed") return (ClusterState.Completed, run.Reason);
        if (Waits) return (Attempts.Count > 0 ? ClusterState.Requeued : ClusterState.Queued, SlurmReason.Of(Queued!.Reason));
        if (isAlive) return (ClusterState.Running, null);
        if (run?.Status == "failed") return (ClusterState.Failed, run.Reason);
        if (Queued is { IsActive: true })
        {
            return hasOwner && !HasBegunSince
                ? (ClusterState.Lost, "its process is not heard of; Slurm has not given it up yet")
                : (ClusterState.Starting, null);
        }

        if (Attempts.Failure is { } failure) return (ClusterState.Failed, failure);
        if (run?.Status == "cancelled" && Queued?.State is null or "CANCELLED") return (ClusterState.Cancelled, null);
        if (!_isForSlurm) return JudgeElsewhere(hasOwner);
        if (Queued is { State: "CANCELLED" }) return (ClusterState.Cancelled, null);
        if (Queued is not null) return (ClusterState.Failed, HowItEnded(Queued, id));
        return Knowledge switch
        {
            QueueKnowledge.None => (ClusterState.Queued, "Slurm does not answer"),
            // Of one element that is cancelled while it waits Slurm keeps nothing.
            QueueKnowledge.OfOthers when !WasLaunched => (ClusterState.Cancelled, $"it was cancelled before it began; {GoesOn}"),
            _ => (ClusterState.Lost, $"its job is gone; the same command submits it again{SeeLog}"),
        };
    }

    // The log is Slurm's own first act.
    private bool WasLaunched => Attempts.Count > 0 || Submission.LogOf(Number) is not { } log || File.Exists(log);

    private (ClusterState State, string? Why) JudgeElsewhere(bool hasOwner) =>
        hasOwner ? (ClusterState.Lost, "its process is not heard of; its scheduler is to start it again")
        : Attempts.Count > 0 ? (ClusterState.Requested, "its element was begun, and has not come to it")
        : (ClusterState.Requested, null);

    private string HowItEnded(QueuedElement element, string run) => element.State switch
    {
        "COMPLETED" => $"its job ended without a word; {GoesOn}{SeeLog}",
        "FAILED" => HowItFailed(element.Reason, run),
        "NODE_FAIL" => $"its node failed, and Slurm did not requeue it; {GoesOn}",
        "OUT_OF_MEMORY" => "it took more memory than Slurm:Memory",
        "PREEMPTED" => $"others came first, and Slurm did not requeue it; {GoesOn}",
        "TIMEOUT" or "DEADLINE" => $"it reached its time limit; {GoesOn}",
        _ => $"Slurm ended its job: {element.State}{SeeLog}",
    };

    // A manifest that says why is gone before: where there is none, the disk may have been full, or the program was never begun.
    private string HowItFailed(string reason, string run)
    {
        var (failure, last) = Submission.LogOf(Number) is { } log ? ElementLog.Read(log, run) : (null, null);
        if (failure is not null) return failure;
        // Who is killed leaves a line of progress.
        var words = reason == "NonZeroExitCode" && last is not null ? $"its log ends with: {last}" : Words(reason);
        return $"its job failed ({words}); {GoesOn}{SeeLog}";
    }

    // Slurm says of one that was killed by a signal that it could not be launched.
    private static string Words(string reason) => reason switch
    {
        "JobLaunchFailure" => "a process was killed, or could not be started",
        "NonZeroExitCode" or "None" => "it ended badly, or a process of it was killed",
        _ => reason,
    };
}
