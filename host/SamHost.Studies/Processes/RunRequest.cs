using System.Text;
using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Studies.Processes;

/// <summary>
/// What a process is told that makes one run, or rehearses it: the settings in full, so that neither files nor the environment are read again, and may change meanwhile.
/// </summary>
/// <param name="Id">The run's id, which the settings must lead to.</param>
/// <param name="Point">The values of the sweep (<see cref="OptimizerPlan.Point"/>).</param>
/// <param name="Settings">The settings of a study of this one run; those of the whole study for a rehearsal.</param>
/// <param name="GoesOn">Whether a run that was interrupted goes on from its last checkpoint.</param>
/// <param name="CollectorIsGone">Whether the collector took nothing of an earlier run, and is hardly worth waiting for.</param>
public sealed record RunRequest(string Id, JsonObject Point, SettingsNode Settings, bool GoesOn, bool CollectorIsGone)
{
    /// <summary>Whether nothing is made, but only tried (<see cref="StudyRehearsal"/>).</summary>
    public bool IsRehearsal { get; private init; }

    /// <summary>The request of a run, as one line.</summary>
    public static string Of(PlannedRun run, bool goesOn, bool collectorIsGone)
    {
        var settings = OptionsText.ToJson(run.Plan.Settings);
        var study = settings["Study"]!.AsObject();
        var optimizer = study["Optimizers"]![run.Plan.Optimizers.Index().First(other => ReferenceEquals(other.Item, run.Optimizer)).Index]!.DeepClone();
        optimizer["Label"] = run.Label;
        study["Optimizers"] = new JsonArray(optimizer);
        study["Seeds"] = new JsonArray(run.Seed);
        return ToLine(run, settings, goesOn, collectorIsGone, isRehearsal: false);
    }

    /// <summary>The request to rehearse a run, as one line.</summary>
    /// <param name="run">The run.</param>
    /// <param name="study">The settings of the whole study.</param>
    public static string OfRehearsal(PlannedRun run, RootOptions study)
    {
        var settings = OptionsText.ToJson(study);
        // As it was resolved for runs beside each other: it is a part of the run's id.
        settings["Torch"]!["Threads"] = run.Plan.Settings.Torch.Threads;
        return ToLine(run, settings, goesOn: false, collectorIsGone: false, isRehearsal: true);
    }

    /// <summary>Reads a request back.</summary>
    /// <exception cref="UserErrorException">It is none: somebody typed it.</exception>
    public static RunRequest Parse(string? line)
    {
        try
        {
            var request = JsonNode.Parse(line ?? "")!;
            var settings = SettingsJson.Parse(Encoding.UTF8.GetBytes(request["settings"]!.ToJsonString()), "", new SettingsProblems());
            return new RunRequest((string)request["id"]!, request["point"]!.DeepClone().AsObject(), settings, (bool)request["goesOn"]!, (bool)request["collectorIsGone"]!) { IsRehearsal = (bool)request["isRehearsal"]! };
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new UserErrorException("run-one is what 'samhost run --parallel' starts for each run; it is of no use by itself.");
        }
    }

    private static string ToLine(PlannedRun run, JsonObject settings, bool goesOn, bool collectorIsGone, bool isRehearsal) => new JsonObject
    {
        ["id"] = run.Id,
        ["point"] = run.Optimizer.Point.DeepClone(),
        ["settings"] = settings,
        ["goesOn"] = goesOn,
        ["collectorIsGone"] = collectorIsGone,
        ["isRehearsal"] = isRehearsal,
    }.ToJsonString();
}
