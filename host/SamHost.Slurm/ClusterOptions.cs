namespace SamHost.Slurm;

/// <summary>What a command line says of a study on a cluster.</summary>
/// <param name="Follows">Whether it is shown until it ends.</param>
/// <param name="Again">Whether runs that are complete are made again.</param>
/// <param name="Device">The device on the nodes.</param>
public sealed record ClusterOptions(bool Follows, bool Again, string Device);
