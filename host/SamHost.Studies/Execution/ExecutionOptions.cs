namespace SamHost.Studies.Execution;

/// <summary>How runs are made.</summary>
/// <param name="Restart">Whether runs that were interrupted begin anew instead of going on from their last checkpoint.</param>
/// <param name="Processes">How many runs are made at a time, each in a process of its own; null for this process.</param>
/// <param name="CollectorIsGone">Whether the telemetry collector took nothing of an earlier run, and is hardly worth waiting for.</param>
public sealed record ExecutionOptions(bool Restart, int? Processes = null, bool CollectorIsGone = false);
