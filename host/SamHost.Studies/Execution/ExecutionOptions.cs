using SamHost.Runs.Ownership;

namespace SamHost.Studies.Execution;

/// <summary>How runs are made.</summary>
/// <param name="Restart">Whether runs that were interrupted begin anew instead of going on from their last checkpoint.</param>
/// <param name="Processes">How many workers, processes of their own, make runs at a time; null for this process alone.</param>
/// <param name="CollectorIsGone">Whether the telemetry collector took nothing of an earlier run, and is hardly worth waiting for.</param>
/// <param name="IsWorker">
/// Whether this process is a worker, which is told of one run after another: what it makes was rehearsed, and data are kept for the next.
/// </param>
/// <param name="Job">The attempt of a scheduler's job that makes them, which was rehearsed where it was submitted; null for none.</param>
public sealed record ExecutionOptions(
    bool Restart, int? Processes = null, bool CollectorIsGone = false, bool IsWorker = false, JobAttempt? Job = null);
