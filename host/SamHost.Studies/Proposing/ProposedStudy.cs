namespace SamHost.Studies.Proposing;

/// <summary>A study of somebody's own data that runs as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">Its settings: JSON with comments that say what was found.</param>
/// <param name="Findings">What was found, a sentence each.</param>
public sealed record ProposedStudy(string Name, string Text, IReadOnlyList<string> Findings);
