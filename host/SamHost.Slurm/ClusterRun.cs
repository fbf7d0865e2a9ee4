namespace SamHost.Slurm;

/// <summary>A run of a study that was handed to a scheduler.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Label">The optimizer's label.</param>
/// <param name="Optimizer">The optimizer's component name.</param>
/// <param name="Seed">The root seed.</param>
/// <param name="State">How it stands.</param>
/// <param name="Where">The machine that makes it, or made it; null for none yet.</param>
/// <param name="Job">The job; null where none is known.</param>
/// <param name="Why">Why it is as it is, in words; null where there is nothing to say.</param>
/// <param name="Fraction">How much of it is done, from 0 to 1.</param>
/// <param name="Progress">Epoch, loss, accuracy and time left; null where nothing is known.</param>
/// <param name="Attempts">How many attempts its element has had.</param>
/// <param name="MayComeBack">Whether its job is still there, or may be.</param>
public sealed record ClusterRun(
    string Id, string Label, string Optimizer, long Seed, ClusterState State, string? Where, string? Job, string? Why, double Fraction,
    string? Progress, int Attempts, bool MayComeBack);
