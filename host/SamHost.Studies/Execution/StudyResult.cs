namespace SamHost.Studies.Execution;

/// <summary>What became of a study.</summary>
/// <param name="Outcomes">The runs that ended, in their order.</param>
/// <param name="Cancelled">Whether the study was cancelled.</param>
/// <param name="AlreadyComplete">How many of the runs were complete before, and were not made again.</param>
public sealed record StudyResult(IReadOnlyList<RunOutcome> Outcomes, bool Cancelled, int AlreadyComplete);
