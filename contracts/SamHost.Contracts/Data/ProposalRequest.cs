namespace SamHost.Contracts.Data;

/// <summary>What is looked at for a proposal of options.</summary>
/// <param name="Source">A file or a folder, as the user named it; the options name it so, too.</param>
/// <param name="Label">Where the labels stand, such as the name of a column; null to find it out.</param>
/// <param name="BaseDirectory">The directory in which relative paths start: the working directory.</param>
public sealed record ProposalRequest(string Source, string? Label, string BaseDirectory)
{
    /// <summary>The source as an absolute path.</summary>
    public string Path => System.IO.Path.GetFullPath(Source, BaseDirectory);
}
