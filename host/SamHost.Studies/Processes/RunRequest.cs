using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Processes;

/// <summary>What a worker is told to do next: to make a run, or to rehearse it.</summary>
/// <param name="Id">The run's id, which the settings must lead to.</param>
/// <param name="Point">The values of the sweep (<see cref="OptimizerPlan.Point"/>).</param>
/// <param name="Sections">
/// The sections <c>Study</c> and <c>Gradients</c> at the run's point, which take the place of those of the setup: the study has this one
/// run; for a rehearsal, all optimizers.
/// </param>
/// <param name="IsRehearsal">Whether the run is only rehearsed (<see cref="Scenes.StudyRehearsal"/>).</param>
public sealed record RunRequest(string Id, JsonObject Point, SettingsNode Sections, bool IsRehearsal)
{
    // Of a study of a thousand seeds, to write each run's would be to write a million.
    private static readonly ConditionalWeakTable<StudyOptions, JsonObject> Studies = [];

    /// <summary>The request to make a run, as one line.</summary>
    public static string Of(PlannedRun run)
    {
        var study = StudyOf(run);
        var index = run.Plan.Optimizers.Index().First(other => ReferenceEquals(other.Item, run.Optimizer)).Index;
        var optimizer = study["Optimizers"]![index]!.DeepClone();
        optimizer["Label"] = run.Label;
        study["Optimizers"] = new JsonArray(optimizer);
        return ToLine(run, study, isRehearsal: false);
    }

    /// <summary>The request to rehearse a run, as one line.</summary>
    public static string OfRehearsal(PlannedRun run) => ToLine(run, StudyOf(run), isRehearsal: true);

    /// <summary>Reads a request back.</summary>
    public static RunRequest Parse(string line)
    {
        var request = JsonNode.Parse(line)!;
        return new RunRequest(
            (string)request["id"]!,
            request["point"]!.DeepClone().AsObject(),
            SettingsJson.Parse(Encoding.UTF8.GetBytes(request["sections"]!.ToJsonString()), "", new SettingsProblems()),
            (bool)request["isRehearsal"]!);
    }

    private static JsonObject StudyOf(PlannedRun run) => Studies.GetValue(run.Plan.Study, WithoutSeeds).DeepClone().AsObject();

    private static JsonObject WithoutSeeds(StudyOptions options)
    {
        var study = OptionsText.ToJson(options);
        study["Seeds"] = null;
        study["Sweep"] = null;
        return study;
    }

    private static string ToLine(PlannedRun run, JsonObject study, bool isRehearsal)
    {
        study["Seeds"] = new JsonArray(run.Seed);
        return new JsonObject
        {
            ["id"] = run.Id,
            ["point"] = run.Optimizer.Point.DeepClone(),
            ["sections"] = new JsonObject { ["Study"] = study, ["Gradients"] = OptionsText.ToJson(run.Plan.Gradients) },
            ["isRehearsal"] = isRehearsal,
        }.ToJsonString();
    }
}
