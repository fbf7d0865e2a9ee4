using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Plugins.Calls;
using SamHost.Runs;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Execution;

/// <summary>What an earlier study has made of a run.</summary>
public static class EarlierRun
{
    /// <summary>
    /// The outcome of a run that its folder holds complete: made to its end with the same resolved configuration by the same plugins, byte
    /// for byte. Null where there is none, or where files cannot be read.
    /// </summary>
    public static RunOutcome? FindComplete(PlannedRun run, string outputDirectory) => Read(() =>
    {
        var folder = RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);
        // Of a study that is new no run has a folder, and an exception for each would take its time.
        return Directory.Exists(folder) && HasConfiguration(run, folder) && Completed(run, folder) is { } manifest
            ? new RunOutcome(
                run.Label, run.Seed, folder, RunResultJson.Read(manifest["result"]!.AsObject(), (string?)manifest["reason"]), null)
            : null;
    });

    /// <summary>
    /// The folder of a run that began with the same resolved configuration and the same plugins, byte for byte, and was not made to its
    /// end; null where there is none.
    /// </summary>
    public static string? FindInterrupted(PlannedRun run, string outputDirectory) => Read(() =>
    {
        var folder = RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);
        var manifest = Manifest(folder);
        return (string?)manifest["status"] != "completed" && HasConfiguration(run, folder) && HasPlugins(run, manifest) ? folder : null;
    });

    /// <summary>Whether a run failed when it was made the last time, or its process died in a call to a plugin.</summary>
    public static bool HasFailed(PlannedRun run, string outputDirectory)
    {
        var folder = RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);
        return DiedIn(folder, folder) is not null || Read(() => (string?)Manifest(folder)["status"]) == "failed";
    }

    /// <summary>
    /// The plugin call during which the run's process died on this machine without a reported reason; null where there is none.
    /// </summary>
    /// <param name="folder">Where its files are now.</param>
    /// <param name="madeIn">Where they were then.</param>
    public static string? DiedIn(string folder, string madeIn) =>
        Read(() => (string?)Manifest(folder)["status"] == "running" ? LastCall.Read(madeIn) : null);

    /// <summary>Another number of threads, with which the same run is complete; null where there is none.</summary>
    public static int? OtherThreads(PlannedRun run, string outputDirectory)
    {
        var own = RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);
        var study = Path.GetDirectoryName(own)!;
        // The same label and seed, and another hash.
        string[] folders = Directory.Exists(study) ? Directory.GetDirectories(study, $"{run.Id[..run.Id.LastIndexOf('-')]}-*") : [];
        return folders.Where(folder => folder != own && !RunFolder.IsPrevious(folder)).Select(folder => Read(() => Threads(run, folder)))
            .FirstOrDefault(threads => threads is not null)?.GetValue<int>();
    }

    /// <summary>The number of threads of a complete run that differs from another in nothing else.</summary>
    private static JsonNode? Threads(PlannedRun run, string folder)
    {
        var configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, RunFolder.ConfigurationFile)))!;
        var threads = configuration["Torch"]!["Threads"]!.DeepClone();
        configuration["Torch"]!["Threads"] = run.Configuration.Json["Torch"]!["Threads"]!.DeepClone();
        return JsonNode.DeepEquals(configuration, JsonNode.Parse(run.Configuration.Json.ToJsonString()))
            && Completed(run, folder) is not null ? threads : null;
    }

    /// <summary>The manifest of a run that was made to its end by the same plugins.</summary>
    private static JsonObject? Completed(PlannedRun run, string folder)
    {
        var manifest = Manifest(folder);
        return (string?)manifest["status"] == "completed" && HasPlugins(run, manifest) ? manifest : null;
    }

    private static JsonObject Manifest(string folder) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(folder, RunFolder.ManifestFile)))!.AsObject();

    private static bool HasConfiguration(PlannedRun run, string folder) =>
        File.ReadAllText(Path.Combine(folder, RunFolder.ConfigurationFile)) == RunFolder.Text(run.Configuration.Json);

    private static bool HasPlugins(PlannedRun run, JsonObject manifest) =>
        JsonNode.DeepEquals(manifest["plugins"], RunDescription.PluginsOf(run.Plan, run.Optimizer));

    private static T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
    }
}
