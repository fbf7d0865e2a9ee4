using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Torch;
using SamHost.Training.Checkpointing;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost resume</c>: resumes a run from its last checkpoint, with the configuration in its folder.</summary>
internal sealed class ResumeCommand(
    ParseResult arguments, ResumeCommand.ResumedRun resumed, StudyPlanning planning, TorchRuntime torch, StudyRun study,
    IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Argument<string> Named =
        new("RUN") { Description = "The run: its folder, or the beginning of its name in the folder of results." };
    private static readonly Option<bool> Quiet = RunCommand.QuietOption();

    public static Command Define()
    {
        var command = new Command("resume", "Continues a run that was interrupted, from its last checkpoint.");
        command.Arguments.Add(Named);
        command.Options.Add(Quiet);
        return command;
    }

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var problems = new SettingsProblems();
        var here = SettingsSource.Merge(problems);
        var folder = RunFinder.Find(arguments.GetValue(Named)!, SettingsSource.ResultsDirectory(here, problems));
        if (!RunReader.IsRun(folder))
            throw new UserErrorException($"{folder} is not the folder of a run; a whole study goes on where it was with 'samhost run'.");
        if (RunFolder.IsPrevious(folder))
            throw new UserErrorException(
                $"{folder} was left by an earlier run of the same configuration; rename it to what it was to go on with it.");
        builder.Services.AddSamHostSettings(SettingsOf(folder, here, problems), problems).AddSingleton(new ResumedRun(folder));
        RunCommand.Configure(builder.Services, new ExecutionOptions(Restart: false), arguments.GetValue(Quiet));
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var (folder, id, directory) = (resumed.Folder, Path.GetFileName(resumed.Folder), output.Value.Directory);
        var points = planning.Plan();
        torch.Open();
        var run = new StudyRuns(points).All[0];
        if (run.Id != id)
            throw new UserErrorException(
                $"{Path.Combine(folder, RunFolder.ConfigurationFile)} leads to {run.Id} here and not to {id}: the file or a plugin's "
                    + "options have changed; 'samhost run' begins anew.");
        if (EarlierRun.FindComplete(run, directory) is not null) console.WriteLine($"{id} is complete; there is nothing to go on with.");
        else if (EarlierRun.FindInterrupted(run, directory) is null)
            throw new UserErrorException(
                $"{folder} has no manifest.json, or was made by other plugins than those that are here (it names each with its SHA-256); "
                    + "go on with those, or begin anew with 'samhost run'.");
        else if (new CheckpointFolder(folder).All.Count == 0)
            throw new UserErrorException($"{folder} has no checkpoint to go on from; 'samhost run' begins the run anew.");
        return study.Run(arguments.GetValue(Quiet), cancellation);
    }

    /// <summary>
    /// The run's own configuration takes the place of the study in the settings, of those of the engine, and of device and threads.
    /// </summary>
    private static SettingsNode SettingsOf(string folder, SettingsNode here, SettingsProblems problems)
    {
        var path = Path.Combine(folder, RunFolder.ConfigurationFile);
        var configuration = SettingsFile.Read(path, problems);
        problems.ThrowIfAny();
        JsonObject run;
        try
        {
            run = StudySettings.OfRun(Path.GetFileName(Path.GetDirectoryName(folder)!), configuration!.ToJson()!.AsObject());
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path} is not the configuration of a run; something in it is missing or of another type.");
        }

        return SettingsSource.OfRecorded(run, here, Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!, path, problems);
    }

    /// <summary>The run to resume.</summary>
    /// <param name="Folder">Its folder.</param>
    internal sealed record ResumedRun(string Folder);
}
