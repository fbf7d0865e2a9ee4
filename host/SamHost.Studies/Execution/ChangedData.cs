using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Runs;
using SamHost.Studies.Plans;
using SamHost.Studies.Scenes;
using SamHost.Training;

namespace SamHost.Studies.Execution;

/// <summary>
/// Whether a complete run was made from other data, or other initial weights, than there are now. Only where a file that its options name
/// was written since are the data loaded, and held against what the run says of its own.
/// </summary>
/// <param name="scenes">Loads data.</param>
/// <param name="environment">Relative paths start at its content root.</param>
public sealed class ChangedData(SceneFactory scenes, IHostEnvironment environment)
{
    private readonly Dictionary<string, (string Data, string Labels)?> _now = [];

    /// <summary>Whether they are others.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">What an earlier study made of it.</param>
    public bool IsOf(PlannedRun run, string folder)
    {
        try
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, RunFolder.ManifestFile)))!;
            var weights = NamedFiles.HashOfWeights(run.Plan, environment.ContentRootPath);
            if ((string?)manifest["initialWeights"]?["sha256"] != weights) return true;
            var stamp = (string?)manifest["files"];
            if (stamp is null || stamp == NamedFiles.Stamp(run.Plan, environment.ContentRootPath)) return false;
            var own = ((string)manifest["dataset"]!["sha256"]!, (string)manifest["labelNoise"]!["sha256"]!);
            return Now(run) is { } now && now != own;
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return false;
        }
    }

    // Null where they cannot be loaded: the run is what there is of them.
    private (string Data, string Labels)? Now(PlannedRun run)
    {
        if (_now.TryGetValue(run.DataKey, out var known)) return known;
        var before = new ProcessState();
        try
        {
            using var data = scenes.Of(run.Plan).LoadData(new SeedSequence(run.Seed));
            return _now[run.DataKey] = (data.Sha256, RunDescription.HashOf(data.Labels.GivenLabels));
        }
        catch (Exception e) when (e is UserErrorException or ComponentFailedException)
        {
            return _now[run.DataKey] = null;
        }
        finally
        {
            // A run in this process is to begin as it does in any other.
            before.Restore();
        }
    }
}
