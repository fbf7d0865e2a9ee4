namespace SamHost.Reporting.Suspects;

/// <summary>A training example whose label is in question.</summary>
/// <param name="Index">Its index in the training set.</param>
/// <param name="GivenLabel">The label it was trained with; null where the run did not record it.</param>
/// <param name="TrueLabel">The label before the noise; null where the run did not record it.</param>
/// <param name="IsFlipped">Whether they differ.</param>
public sealed record Suspect(int Index, int? GivenLabel, int? TrueLabel, bool IsFlipped);
