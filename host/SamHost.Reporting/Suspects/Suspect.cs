namespace SamHost.Reporting.Suspects;

/// <summary>A training example whose label is in question.</summary>
/// <param name="Id">Its id, the same under every seed.</param>
/// <param name="GivenLabel">The label it was trained with; null where the run did not record it.</param>
/// <param name="TrueLabel">The label before the noise; null where it is unknown, or the run did not record it.</param>
/// <param name="IsFlipped">Whether they differ; null where that is unknown.</param>
public sealed record Suspect(string Id, int? GivenLabel, int? TrueLabel, bool? IsFlipped);
