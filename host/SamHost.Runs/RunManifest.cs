using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Runs.Ownership;

namespace SamHost.Runs;

/// <summary>
/// Writes <c>manifest.json</c>: what a run is made with, when it starts, and what became of it, when it ends.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="content">What it says from the start.</param>
/// <param name="owner">That this process makes the run; null where the process that made it has ended.</param>
/// <param name="telemetry">What was told of the run by now; null where nothing is.</param>
/// <param name="recordsWeightsAt">Whether an epoch records weights, and so takes longer than others; null where none does.</param>
public sealed class RunManifest(
    string path, JsonObject content, RunOwnership? owner, Func<JsonObject>? telemetry = null, Func<int, bool>? recordsWeightsAt = null)
    : ITrainingObserver
{
    /// <summary>What must be equal for a resume and does not follow from the settings alone.</summary>
    private static readonly string[] Unchanging = ["dataset", "labelNoise", "initialWeights", "device", "threads"];

    /// <summary>
    /// Puts into a run's manifest what became of its telemetry, once all of it was exported or given up. The run is complete without it: a
    /// manifest that cannot be written stays as it is, and so does that of another process, which has gone on with the run.
    /// </summary>
    /// <returns>What went wrong; null where nothing did.</returns>
    public static string? Complete(string folder, JsonObject telemetry)
    {
        var path = Path.Combine(folder, RunFolder.ManifestFile);
        try
        {
            if (!File.Exists(path)) return null;
            var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            if (!IsOf(manifest, ProcessIdentity.Own().Id)) return null;
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
        content["parts"] = new JsonArray([.. (before["parts"] as JsonArray ?? []).Concat(content["parts"]!.AsArray())
            .Select(one => one?.DeepClone())]);
        content["resumed"] = new JsonArray([.. (before["resumed"] as JsonArray ?? []).Select(earlier => earlier?.DeepClone()), part]);
        foreach (var key in new[] { "started", "sweep" }) content[key] = before[key]?.DeepClone();
    }

    private readonly EpochTimes _times = new(recordsWeightsAt ?? (_ => false));

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

    /// <summary>
    /// Says in the manifest of a run whose process ended before it could that the run has failed. Where another process has gone on with
    /// it, nothing is said.
    /// </summary>
    /// <param name="path">The manifest.</param>
    /// <param name="process">The number of the process that has ended, which was one of this machine's.</param>
    /// <param name="reason">Why.</param>
    public static void MarkFailed(string path, int process, string reason)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (IsOf(manifest, process)) new RunManifest(path, manifest, owner: null).RunFailed(new InvalidOperationException(reason));
    }

    private static bool IsOf(JsonObject manifest, int process) =>
        (string?)manifest["process"]?["host"] == Environment.MachineName && (int?)manifest["process"]?["id"] == process;

    /// <summary>Whether it has heard how the run ended.</summary>
    public bool HasEnded { get; private set; }

    public ObserverStage Stage => ObserverStage.Finish;

    public void RunStarting(TrainingRun run)
    {
        content["metrics"] = new JsonArray(
            [.. run.Metrics.Select(metric => new JsonObject { ["name"] = metric.Name, ["unit"] = metric.Unit })]);
        Write();
    }

    public void StepCompleted(StepCompleted step) => _times.AddStep(step.Duration);

    public void EpochCompleted(EpochCompleted epoch) => _times.EndEpoch(epoch.Epoch);

    public void RunCompleted(RunCompleted result)
    {
        End("completed", result.StopReason);
        content["time"] = _times.ToJson();
        content["result"] = RunResultJson.Write(result);
        Write();
    }

    public void RunFailed(Exception reason)
    {
        // The manifest is that of another process now.
        if (reason is OwnershipLostException) return;
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

    private void Write()
    {
        owner?.Require();
        DurableFile.Write(path, JsonText.Of(content) + "\n");
    }
}
