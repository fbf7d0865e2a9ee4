namespace SamHost.Runs.Results;

/// <summary>Examples that are nearly the same.</summary>
/// <param name="Pairs">Them, nearest first.</param>
/// <param name="Problem">Why they were not looked for; null where they were.</param>
public sealed record NearDuplicates(IReadOnlyList<NearPair> Pairs, string? Problem);

/// <summary>Two examples that are nearly the same.</summary>
/// <param name="First">The index of one.</param>
/// <param name="Second">That of the other, larger.</param>
/// <param name="Distance">
/// The Euclidean distance of their inputs, over the median distance of nearest neighbours.
/// </param>
public sealed record NearPair(int First, int Second, double Distance);
