namespace SamHost.Slurm;

/// <summary>How a run on a cluster stands.</summary>
public enum ClusterState
{
    /// <summary>It is written down for another scheduler than Slurm, which has not begun it.</summary>
    Requested,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It was started before, and waits for its turn again.</summary>
    Requeued,

    /// <summary>Its job runs, and has not begun it.</summary>
    Starting,

    /// <summary>It is made.</summary>
    Running,

    /// <summary>It is complete.</summary>
    Completed,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It was cancelled; what it had by then is in its last checkpoint.</summary>
    Cancelled,

    /// <summary>It is not complete, and nobody makes it: its process is not heard of, or its job is gone.</summary>
    Lost,
}
