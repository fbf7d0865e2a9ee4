namespace SamHost.Slurm;

/// <summary>Slurm's controller does not answer, which says nothing about the jobs. The message has Slurm's own words.</summary>
internal sealed class SlurmAwayException(string message) : Exception(message);
