using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Runs;
using SamHost.Studies.Plans;

namespace SamHost.Commands;

/// <summary>What the process of a live page is told, a line each: first how it starts, then which runs are planned.</summary>
internal static class PageRequest
{
    /// <summary>How it starts.</summary>
    /// <param name="settings">The settings in full, so that it reads neither files nor the environment.</param>
    /// <param name="port">The port of the page.</param>
    public static string Start(Settings settings, int port) =>
        new JsonObject { ["settings"] = settings.ToJson(), ["port"] = port }.ToJsonString();

    /// <summary>Reads that.</summary>
    /// <exception cref="UserErrorException">It is something else: somebody typed it.</exception>
    public static (SettingsNode Settings, int Port) ParseStart(string? line)
    {
        try
        {
            var start = JsonNode.Parse(line ?? "")!;
            return (
                SettingsJson.Parse(Encoding.UTF8.GetBytes(start["settings"]!.ToJsonString()), "", new SettingsProblems()),
                (int)start["port"]!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new UserErrorException(
                $"{LivePage.Verb} is what 'samhost run --live' starts to show a study; 'samhost look' shows one, too.");
        }
    }

    /// <summary>Which runs are planned.</summary>
    public static string Planned(StudyRuns runs, string outputDirectory) => new JsonArray(
    [
        .. runs.All.Select(run => new JsonObject
        {
            ["folder"] = Path.GetFullPath(RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id)),
            ["label"] = run.Label,
            ["seed"] = run.Seed,
            ["epochs"] = run.Plan.Study.Epochs,
        }),
    ]).ToJsonString();

    /// <summary>Reads that.</summary>
    public static IReadOnlyList<ShownRun> ParsePlanned(string line) =>
    [
        .. JsonNode.Parse(line)!.AsArray().Select(run => new ShownRun(
            (string)run!["folder"]!, new PlannedShape((string)run["label"]!, (long)run["seed"]!, (int)run["epochs"]!))),
    ];
}
