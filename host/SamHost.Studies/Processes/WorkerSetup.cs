using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs.Ownership;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Processes;

/// <summary>
/// What a worker is told first: the settings in full, so that it reads neither files nor the environment, which may change meanwhile.
/// </summary>
/// <param name="Settings">The settings of the study.</param>
/// <param name="Options">How its runs are made.</param>
public sealed record WorkerSetup(SettingsNode Settings, ExecutionOptions Options)
{
    /// <summary>The setup as one line.</summary>
    /// <param name="run">Any run of the study.</param>
    /// <param name="settings">The settings of the study.</param>
    /// <param name="options">How its runs are made.</param>
    public static string Of(PlannedRun run, Settings settings, ExecutionOptions options)
    {
        var json = settings.ToJson();
        // The number of threads as it was resolved for runs beside each other: it is a part of the run's id.
        json["Torch"] = OptionsText.ToJson(run.Plan.Torch);
        return new JsonObject
        {
            ["settings"] = json,
            ["restart"] = options.Restart,
            ["collectorIsGone"] = options.CollectorIsGone,
            ["job"] = options.Job?.ToJson(),
        }.ToJsonString();
    }

    /// <summary>Reads a setup back.</summary>
    /// <exception cref="UserErrorException">It is none: somebody typed it.</exception>
    public static WorkerSetup Parse(string? line)
    {
        try
        {
            var setup = JsonNode.Parse(line ?? "")!;
            return new WorkerSetup(
                SettingsJson.Parse(Encoding.UTF8.GetBytes(setup["settings"]!.ToJsonString()), "", new SettingsProblems()),
                new ExecutionOptions(
                    (bool)setup["restart"]!, CollectorIsGone: (bool)setup["collectorIsGone"]!, IsWorker: true,
                    Job: JobAttempt.Read(setup["job"])));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new UserErrorException(
                $"{ChildProcess.Verb} is what 'samhost run --parallel' starts to make runs; it is of no use by itself.");
        }
    }
}
