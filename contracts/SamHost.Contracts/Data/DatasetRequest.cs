namespace SamHost.Contracts.Data;

/// <summary>What a data set is loaded with.</summary>
/// <param name="Seed">
/// Seed of everything random in the data: a random split, generated examples. Derived from the run's root seed; the same
/// for every optimizer, model and noise model of a study.
/// </param>
/// <param name="BaseDirectory">The directory in which relative paths of the options start: the working directory.</param>
public sealed record DatasetRequest(long Seed, string BaseDirectory)
{
    /// <summary>An absolute path from a path of the options.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, BaseDirectory);
}
