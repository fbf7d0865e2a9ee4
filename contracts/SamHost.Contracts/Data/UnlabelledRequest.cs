using System.Text.Json.Nodes;

namespace SamHost.Contracts.Data;

/// <summary>What examples without labels are read with.</summary>
/// <param name="Source">What the user names: a file, a folder, or whatever else the loader takes.</param>
/// <param name="Preparation">The <see cref="Dataset.InputPreparation"/> of the run whose model predicts them. Borrowed.</param>
/// <param name="BaseDirectory">The directory in which relative paths start: the working directory.</param>
public sealed record UnlabelledRequest(string Source, JsonObject Preparation, string BaseDirectory)
{
    /// <summary>The source as an absolute path.</summary>
    public string Path => System.IO.Path.GetFullPath(Source, BaseDirectory);
}
