namespace SamHost.Slurm;

/// <summary>The jobs that Slurm has made of a submission.</summary>
/// <param name="Arrays">Those of the arrays.</param>
/// <param name="Report">The one that writes the report; null for none.</param>
/// <param name="NoReport">Why there is none; null where there is one, or where none was to be.</param>
internal sealed record SubmittedJobs(IReadOnlyList<string> Arrays, string? Report, string? NoReport);
