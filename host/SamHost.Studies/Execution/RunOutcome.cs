using SamHost.Contracts.Training;

namespace SamHost.Studies.Execution;

/// <summary>How a run ended.</summary>
/// <param name="Label">The optimizer's label.</param>
/// <param name="Seed">The root seed.</param>
/// <param name="Folder">The run's folder; empty where the run never began.</param>
/// <param name="Result">The result; null where the run failed or was cancelled.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
public sealed record RunOutcome(string Label, long Seed, string Folder, RunCompleted? Result, string? Error)
{
    /// <summary>Whether what happened may have left the process in a state that other runs should not meet.</summary>
    public bool MayHaveHarmedProcess { get; init; }

    /// <summary>Whether another process makes the run: what its folder says from now on is that one's.</summary>
    public bool IsOwnedElsewhere { get; init; }
}
