using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Contracts.Training;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>manifest.json</c>: what a run is made with, when it starts, and what became of it, when it ends.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="content">What it says from the start.</param>
/// <param name="telemetry">What was told of the run by now; null where nothing is.</param>
public sealed class RunManifest(string path, JsonObject content, Func<JsonObject>? telemetry = null) : ITrainingObserver
{
    /// <summary>What must be equal for a resume and does not follow from the settings alone.</summary>
    private static readonly string[] Unchanging = ["dataset", "labelNoise", "device", "threads"];

    /// <summary>
    /// Puts into a run's manifest what became of its telemetry, once all of it was exported or given up. The run is complete without it: a
    /// manifest that cannot be written stays as it is.
    /// </summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    public static string? Complete(string folder, JsonObject telemetry)
    {
        var path = Path.Combine(folder, RunFolder.ManifestFile);
        try
        {
            if (!File.Exists(path)) return null;
            var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            manifest["telemetry"] = telemetry;
            DurableFile.Write(path, JsonText.Of(manifest) + "\n");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return $"What was exported could not be put into {path}: {e.Message}";
        }
    }

    /// <summary>Writes into a run's manifest from where it resumes, and when it began.</summary>
    /// <param name="content">What it is made with now.</param>
    /// <param name="path">The manifest of before.</param>
    /// <param name="checkpoint">The checkpoint's name.</param>
    /// <param name="step">The next step.</param>
    /// <exception cref="UserErrorException">Its data, its labels or its device are others than those that it began with.</exception>
    public static void Continue(JsonObject content, string path, string checkpoint, long step)
    {
        var before = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        string[] changed = [.. Unchanging.Where(key => !JsonNode.DeepEquals(Round(before[key]), Round(content[key])))];
        if (changed.Length > 0)
            throw new UserErrorException(
                $"It cannot go on: {string.Join(" and ", changed)} differ from what {path} says that it began with; put them back, or "
                    + "begin anew with --again.");
        var part = new JsonObject { ["at"] = content["started"]!.DeepClone(), ["checkpoint"] = checkpoint, ["step"] = step,
            ["commit"] = content["host"]!["commit"]?.DeepClone() };
        content["resumed"] = new JsonArray([.. (before["resumed"] as JsonArray ?? []).Select(earlier => earlier?.DeepClone()), part]);
        foreach (var key in new[] { "started", "sweep" }) content[key] = before[key]?.DeepClone();
    }

    // A manifest that was read has other kinds of numbers than one that was made.
    private static JsonNode? Round(JsonNode? node) => node is null ? null : JsonNode.Parse(node.ToJsonString());

    /// <summary>
    /// The status of a run that was started, or went on, since a moment; null where the manifest is that of an earlier run, or of none.
    /// </summary>
    public static string? StatusSince(string path, DateTimeOffset moment)
    {
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject manifest
                && (DateTimeOffset?)(manifest["resumed"]?.AsArray()[^1]!["at"] ?? manifest["started"]) >= moment
                ? (string?)manifest["status"]
                : null;
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException)
        {
            // A partial manifest is useless.
            return null;
        }
    }

    /// <summary>Says in the manifest of a run whose process ended before it could that the run has failed.</summary>
    public static void MarkFailed(string path, string reason) =>
        new RunManifest(path, JsonNode.Parse(File.ReadAllText(path))!.AsObject()).RunFailed(new InvalidOperationException(reason));

    /// <summary>Whether it has heard how the run ended.</summary>
    public bool HasEnded { get; private set; }

    public ObserverStage Stage => ObserverStage.Finish;

    public void RunStarting(TrainingRun run)
    {
        content["metrics"] = new JsonArray(
            [.. run.Metrics.Select(metric => new JsonObject { ["name"] = metric.Name, ["unit"] = metric.Unit })]);
        Write();
    }

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
        if (telemetry is not null) content["telemetry"] = telemetry();
    }

    private void Write() => DurableFile.Write(path, JsonText.Of(content) + "\n");
}
