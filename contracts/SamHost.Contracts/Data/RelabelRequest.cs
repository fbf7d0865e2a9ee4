namespace SamHost.Contracts.Data;

/// <summary>What data are written with other labels.</summary>
/// <param name="Destination">
/// The file that the user names; its ending, one of those that the loader writes, says the form. One that is there is replaced.
/// </param>
/// <param name="Labels">
/// By the id of an example, the name of its class from now on, or null where it is left out. An example that is not among them stays as it
/// is. Borrowed.
/// </param>
/// <param name="BaseDirectory">The directory in which relative paths start: the working directory.</param>
public sealed record RelabelRequest(string Destination, IReadOnlyDictionary<string, string?> Labels, string BaseDirectory)
{
    /// <summary>The destination as an absolute path.</summary>
    public string Path => Resolve(Destination);

    /// <summary>An absolute path from a path of the options.</summary>
    public string Resolve(string path) => System.IO.Path.GetFullPath(path, BaseDirectory);
}
