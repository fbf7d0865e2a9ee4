using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Checkpointing;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Native;
using SamHost.PluginLoading;
using SamHost.Studies;
using SamHost.Telemetry;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>manifest.json</c>: what a run is made with, when it starts, and what became of it, when it ends.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="content">What it says from the start.</param>
/// <param name="telemetry">What was told of the run by now; null where nothing is.</param>
public sealed class RunManifest(string path, JsonObject content, Func<TelemetryCounts>? telemetry = null) : ITrainingObserver
{
    /// <summary>What must be the same where a run goes on, and its settings do not say whole.</summary>
    private static readonly string[] Unchanging = ["dataset", "labelNoise", "device", "threads"];

    /// <summary>Collects what a run is made with.</summary>
    public static JsonObject Describe(
        RunConfiguration configuration, StudyPlan plan, OptimizerPlan optimizer, SeedSequence seeds, TrainingData data, Device device) => new()
    {
        ["run"] = configuration.Id,
        ["study"] = plan.Study.Name,
        ["status"] = "running",
        ["started"] = DateTimeOffset.UtcNow.ToString("O"),
        ["process"] = ProcessIdentity.Own().ToJson(),
        ["host"] = Host(),
        ["sweep"] = optimizer.Point.DeepClone(),
        ["plugins"] = PluginsOf(plan, optimizer),
        ["packages"] = Packages(),
        ["device"] = device.ToString(),
        ["threads"] = get_num_threads(),
        ["libtorch"] = LibTorch.Folder,
        ["gradientsMemoryBudgetMiB"] = plan.Settings.Gradients.EffectiveMemoryBudget(),
        ["seeds"] = new JsonObject
        {
            ["root"] = seeds.Root,
            ["data"] = seeds.Data,
            ["noise"] = seeds.Noise,
            ["validation"] = seeds.Validation,
            ["weights"] = seeds.Weights,
            ["model"] = seeds.Model,
            ["orderOfEpoch1"] = seeds.Order(1),
        },
        ["dataset"] = new JsonObject
        {
            ["sha256"] = data.Sha256,
            ["train"] = data.Labels.Count,
            ["validation"] = data.ValidationIndices.shape[0],
            ["test"] = data.TestLabels.shape[0],
            ["classes"] = data.Shape.ClassCount,
        },
        ["labelNoise"] = new JsonObject
        {
            ["mislabelled"] = data.Labels.FlippedCount,
            ["realisedRate"] = data.Labels.NoiseRate,
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<long>(data.Labels.GivenLabels.ToArray()))),
        },
    };

    /// <summary>
    /// Puts into a run's manifest what became of its telemetry, once all of it was exported or given up. The run is complete without it: a manifest that cannot be
    /// written stays as it is.
    /// </summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    public static string? Complete(string folder, TelemetryCounts counts)
    {
        var path = Path.Combine(folder, RunFolder.ManifestFile);
        try
        {
            if (!File.Exists(path)) return null;
            var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            manifest["telemetry"] = counts.ToJson(isFinal: true);
            DurableFile.Write(path, JsonText.Of(manifest) + "\n");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return $"What was exported could not be put into {path}: {e.Message}";
        }
    }

    /// <summary>Says in a run's manifest where it goes on from, and when it began.</summary>
    /// <param name="content">What it is made with now.</param>
    /// <param name="path">The manifest of before.</param>
    /// <param name="checkpoint">The checkpoint's name.</param>
    /// <param name="step">The step that it goes on with.</param>
    /// <exception cref="UserErrorException">Its data, its labels or its device are others than those that it began with.</exception>
    public static void GoOn(JsonObject content, string path, string checkpoint, long step)
    {
        var before = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        string[] changed = [.. Unchanging.Where(key => !JsonNode.DeepEquals(Round(before[key]), Round(content[key])))];
        if (changed.Length > 0)
            throw new UserErrorException($"It cannot go on: {string.Join(" and ", changed)} differ from what {path} says that it began with; put them back, or begin anew with --again.");
        var part = new JsonObject { ["at"] = content["started"]!.DeepClone(), ["checkpoint"] = checkpoint, ["step"] = step, ["commit"] = content["host"]!["commit"]?.DeepClone() };
        content["resumed"] = new JsonArray([.. (before["resumed"] as JsonArray ?? []).Select(earlier => earlier?.DeepClone()), part]);
        foreach (var key in new[] { "started", "sweep" }) content[key] = before[key]?.DeepClone();
    }

    // A manifest that was read has other kinds of numbers than one that was made.
    private static JsonNode? Round(JsonNode? node) => node is null ? null : JsonNode.Parse(node.ToJsonString());

    /// <summary>The plugins that a run is made with.</summary>
    public static JsonArray PluginsOf(StudyPlan plan, OptimizerPlan optimizer) =>
        [.. new[] { plan.Dataset, plan.Noise, plan.Model, optimizer.Optimizer }.Concat(plan.Observers).Select(component => component.Descriptor.Plugin).Distinct().Select(Describe)];

    /// <summary>The status of a run that was started, or went on, since a moment; null where the manifest is that of an earlier run, or of none.</summary>
    public static string? StatusSince(string path, DateTimeOffset moment)
    {
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject manifest && (DateTimeOffset?)(manifest["resumed"]?.AsArray()[^1]!["at"] ?? manifest["started"]) >= moment ? (string?)manifest["status"] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            // Half a manifest is nobody's.
            return null;
        }
    }

    /// <summary>Says in the manifest of a run whose process ended before it could that the run has failed.</summary>
    public static void MarkFailed(string path, string reason) =>
        new RunManifest(path, JsonNode.Parse(File.ReadAllText(path))!.AsObject()).RunFailed(new InvalidOperationException(reason));

    /// <summary>Whether it has heard how the run ended.</summary>
    public bool HasEnded { get; private set; }

    public void RunStarting(TrainingRun run) => Write();

    public void RunCompleted(RunCompleted result)
    {
        End("completed", result.StopReason);
        content["result"] = RunResultJson.Write(result);
        Write();
    }

    public void RunFailed(Exception reason)
    {
        End(reason is OperationCanceledException ? "cancelled" : "failed", reason.Message);
        Write();
    }

    private void End(string status, string? reason)
    {
        HasEnded = true;
        content["status"] = status;
        content["ended"] = DateTimeOffset.UtcNow.ToString("O");
        content["reason"] = reason;
        if (telemetry is not null) content["telemetry"] = telemetry().ToJson(isFinal: false);
    }

    private void Write() => DurableFile.Write(path, JsonText.Of(content) + "\n");

    private static JsonObject Host()
    {
        var assembly = typeof(RunManifest).Assembly;
        var metadata = assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToDictionary(item => item.Key, item => item.Value);
        return new JsonObject
        {
            ["version"] = assembly.GetName().Version!.ToString(3),
            ["commit"] = metadata.GetValueOrDefault("Commit"),
            ["dirty"] = metadata.GetValueOrDefault("Dirty") is { } dirty ? dirty == "true" : null,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
        };
    }

    private static JsonObject Describe(PluginIdentity plugin) => new()
    {
        ["name"] = plugin.Name,
        ["version"] = plugin.Version,
        ["sha256"] = plugin.Sha256,
    };

    private static JsonObject Packages()
    {
        Type[] types = [typeof(Tensor), typeof(McMaster.NETCore.Plugins.PluginLoader), typeof(Parquet.ParquetWriter), typeof(Microsoft.Extensions.Hosting.Host)];
        return new JsonObject(types.Select(type => type.Assembly).Select(assembly => KeyValuePair.Create<string, JsonNode?>(
            assembly.GetName().Name!,
            assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0])));
    }
}
