using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Studies.Processes;

/// <summary>
/// What a process is told that makes one run: the settings in full, so that neither files nor the environment are read again, and may change meanwhile.
/// </summary>
/// <param name="Id">The run's id, which the settings must lead to.</param>
/// <param name="Point">The values of the sweep (<see cref="OptimizerPlan.Point"/>).</param>
/// <param name="Settings">The settings of a study of this one run.</param>
/// <param name="GoesOn">Whether a run that was interrupted goes on from its last checkpoint.</param>
/// <param name="CollectorIsGone">Whether the collector took nothing of an earlier run, and is hardly worth waiting for.</param>
public sealed record RunRequest(string Id, JsonObject Point, SettingsNode Settings, bool GoesOn, bool CollectorIsGone)
{
    /// <summary>The request of a run, as one line.</summary>
    public static string Of(PlannedRun run, bool goesOn, bool collectorIsGone)
    {
        var settings = OptionsText.ToJson(run.Plan.Settings);
        var study = settings["Study"]!.AsObject();
        var optimizer = study["Optimizers"]![run.Plan.Optimizers.Index().First(other => ReferenceEquals(other.Item, run.Optimizer)).Index]!.DeepClone();
        optimizer["Label"] = run.Label;
        study["Optimizers"] = new JsonArray(optimizer);
        study["Seeds"] = new JsonArray(run.Seed);
        return new JsonObject { ["id"] = run.Id, ["point"] = run.Optimizer.Point.DeepClone(), ["settings"] = settings, ["goesOn"] = goesOn, ["collectorIsGone"] = collectorIsGone }.ToJsonString();
    }

    /// <summary>Reads a request back.</summary>
    /// <exception cref="UserErrorException">It is none: somebody typed it.</exception>
    public static RunRequest Parse(string? line)
    {
        try
        {
            var request = JsonNode.Parse(line ?? "")!;
            var settings = SettingsJson.Parse(Encoding.UTF8.GetBytes(request["settings"]!.ToJsonString()), "", new SettingsProblems());
            return new RunRequest((string)request["id"]!, request["point"]!.DeepClone().AsObject(), settings, (bool)request["goesOn"]!, (bool)request["collectorIsGone"]!);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new UserErrorException("run-one is what 'samhost run --parallel' starts for each run; it is of no use by itself.");
        }
    }
}
