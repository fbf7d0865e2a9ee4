using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>What a run of any status says of its data: enough to load them again.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Study">The study's name.</param>
/// <param name="Configuration">Its <c>config.json</c>.</param>
/// <param name="Sha256">The SHA-256 of the clean data.</param>
public sealed record RunData(string Folder, string Study, JsonObject Configuration, string Sha256)
{
    /// <summary>The run's id: the folder's name.</summary>
    public string Run => Path.GetFileName(Folder.TrimEnd('/'));

    /// <summary>The data set's component name.</summary>
    public string Dataset => (string)Configuration["Dataset"]!["Name"]!;

    /// <summary>The root seed.</summary>
    public long Seed => (long)Configuration["Seed"]!;
}
