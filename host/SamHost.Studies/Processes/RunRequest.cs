using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Processes;

/// <summary>
/// What a process is told that makes one run, or rehearses it: the settings in full, so that it reads neither files nor the environment
/// again, which may change meanwhile.
/// </summary>
/// <param name="Id">The run's id, which the settings must lead to.</param>
/// <param name="Point">The values of the sweep (<see cref="OptimizerPlan.Point"/>).</param>
/// <param name="Settings">The settings of a study of this one run; those of the whole study for a rehearsal.</param>
/// <param name="Options">How the run is made.</param>
/// <param name="IsRehearsal">Whether the process only rehearses the run (<see cref="Scenes.StudyRehearsal"/>).</param>
public sealed record RunRequest(string Id, JsonObject Point, SettingsNode Settings, ExecutionOptions Options, bool IsRehearsal)
{
    /// <summary>The request of a run, as one line.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">The settings of its study.</param>
    /// <param name="options">How it is made.</param>
    public static string Of(PlannedRun run, Settings settings, ExecutionOptions options)
    {
        var json = Resolved(run, settings);
        var study = OptionsText.ToJson(run.Plan.Study);
        var index = run.Plan.Optimizers.Index().First(other => ReferenceEquals(other.Item, run.Optimizer)).Index;
        var optimizer = study["Optimizers"]![index]!.DeepClone();
        optimizer["Label"] = run.Label;
        study["Optimizers"] = new JsonArray(optimizer);
        study["Seeds"] = new JsonArray(run.Seed);
        json["Study"] = study;
        json["Gradients"] = OptionsText.ToJson(run.Plan.Gradients);
        return ToLine(run, json, options, isRehearsal: false);
    }

    /// <summary>The request to rehearse a run, as one line.</summary>
    /// <param name="run">The run.</param>
    /// <param name="settings">The settings of its study.</param>
    public static string OfRehearsal(PlannedRun run, Settings settings) =>
        ToLine(run, Resolved(run, settings), new ExecutionOptions(Restart: true), isRehearsal: true);

    /// <summary>Reads a request back.</summary>
    /// <exception cref="UserErrorException">It is none: somebody typed it.</exception>
    public static RunRequest Parse(string? line)
    {
        try
        {
            var request = JsonNode.Parse(line ?? "")!;
            return new RunRequest(
                (string)request["id"]!,
                request["point"]!.DeepClone().AsObject(),
                SettingsJson.Parse(Encoding.UTF8.GetBytes(request["settings"]!.ToJsonString()), "", new SettingsProblems()),
                new ExecutionOptions((bool)request["restart"]!, CollectorIsGone: (bool)request["collectorIsGone"]!),
                (bool)request["isRehearsal"]!);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new UserErrorException("run-one is what 'samhost run --parallel' starts for each run; it is of no use by itself.");
        }
    }

    // The number of threads as it was resolved for runs beside each other: it is a part of the run's id.
    private static JsonObject Resolved(PlannedRun run, Settings settings)
    {
        var json = settings.ToJson();
        json["Torch"] = OptionsText.ToJson(run.Plan.Torch);
        return json;
    }

    private static string ToLine(PlannedRun run, JsonObject settings, ExecutionOptions options, bool isRehearsal) => new JsonObject
    {
        ["id"] = run.Id,
        ["point"] = run.Optimizer.Point.DeepClone(),
        ["settings"] = settings,
        ["restart"] = options.Restart,
        ["collectorIsGone"] = options.CollectorIsGone,
        ["isRehearsal"] = isRehearsal,
    }.ToJsonString();
}
