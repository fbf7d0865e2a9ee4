using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Studies;

namespace SamHost.Runs;

/// <summary>A run that an earlier study has completed.</summary>
public static class FinishedRun
{
    /// <summary>
    /// The outcome of a run that its folder holds complete: made to its end with the same resolved configuration by the same plugins, byte for byte. Null where
    /// there is none, or where files cannot be read.
    /// </summary>
    public static RunOutcome? Find(PlannedRun run, string outputDirectory)
    {
        var folder = RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);
        try
        {
            if (File.ReadAllText(Path.Combine(folder, RunFolder.ConfigurationFile)) != RunFolder.Text(run.Configuration)) return null;
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, RunFolder.ManifestFile)))!.AsObject();
            if ((string?)manifest["status"] != "completed" || !JsonNode.DeepEquals(manifest["plugins"], RunManifest.PluginsOf(run.Plan, run.Optimizer))) return null;
            return new RunOutcome(run.Label, run.Seed, folder, RunResultJson.Read(manifest["result"]!.AsObject(), (string?)manifest["reason"]), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
