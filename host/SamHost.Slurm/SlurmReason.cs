namespace SamHost.Slurm;

/// <summary>Slurm's reasons in words.</summary>
internal static class SlurmReason
{
    private static readonly Dictionary<string, string> Words = new()
    {
        ["AssocGrpCpuLimit"] = "the account's limit of CPUs is reached",
        ["AssocMaxJobsLimit"] = "the account's limit of jobs is reached",
        ["BadConstraints"] = "no node has what Slurm:Constraint asks for: it can never start",
        ["BeginTime"] = "it may start again in a moment",
        ["Dependency"] = "it waits for other jobs",
        ["InvalidAccount"] = "Slurm:Account is none: it can never start",
        ["InvalidQOS"] = "Slurm:Qos is none: it can never start",
        ["JobArrayTaskLimit"] = "as many run as Slurm:AtOnce allows",
        ["JobHeldAdmin"] = "an administrator holds it",
        ["JobHeldUser"] = "it is held; scontrol release lets it go",
        ["JobLaunchFailure"] = "Slurm could not start it, and holds it",
        ["launch failed requeued held"] = "Slurm could not start it, and holds it; scontrol release lets it try again",
        ["Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions"] = "the nodes are down or reserved",
        ["PartitionConfig"] = "it asks for more than the partition gives to anyone: it can never start there",
        ["PartitionDown"] = "the partition is down",
        ["PartitionInactive"] = "the partition is inactive",
        ["PartitionNodeLimit"] = "it asks for more nodes than the partition has: it can never start there",
        ["PartitionTimeLimit"] = "Slurm:Time is over the partition's limit: it can never start there",
        ["Priority"] = "others come first",
        ["QOSMaxJobsPerUserLimit"] = "as many run as the quality of service allows a user",
        ["ReqNodeNotAvail"] = "the nodes are not available",
        ["Reservation"] = "it waits for a reservation",
        ["Resources"] = "all that it asks for is in use",
    };

    /// <summary>A reason in words; Slurm's own where there are no others; null where there is none.</summary>
    public static string? Of(string reason)
    {
        var word = reason.Trim('(', ')');
        return word is "" or "None" ? null : Words.TryGetValue(word, out var words) ? $"{words} ({word})" : word;
    }
}
