namespace SamHost.Studies;

/// <summary>What became of a study.</summary>
/// <param name="Outcomes">The runs that ended, in their order.</param>
/// <param name="Cancelled">Whether the study was cancelled.</param>
public sealed record StudyResult(IReadOnlyList<RunOutcome> Outcomes, bool Cancelled);
