using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies;
using SamHost.Training.Checkpointing;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost resume</c>: a run goes on from its last checkpoint, with the configuration that its folder holds.</summary>
public sealed class ResumeCommand(IHost host, IAnsiConsole console)
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run: its folder, or the beginning of its name in the folder of results." };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Shows no progress, only the table." };

    public Command Create()
    {
        var command = new Command("resume", "Goes on with a run that was interrupted, from its last checkpoint.");
        command.Arguments.Add(_run);
        command.Options.Add(_quiet);
        command.SetAction(arguments => (int)Resume(arguments.GetValue(_run)!, arguments.GetValue(_quiet)));
        return command;
    }

    private ExitCode Resume(string name, bool quiet)
    {
        var folder = RunFinder.Find(name, Workspace.ResultsDirectory());
        if (!RunReader.IsRun(folder)) throw new UserErrorException($"{folder} is not the folder of a run; a whole study goes on where it was with 'samhost run'.");
        var (id, study) = (Path.GetFileName(folder), Path.GetFileName(Path.GetDirectoryName(folder)!));
        if (RunFolder.IsPrevious(folder)) throw new UserErrorException($"{folder} was left by an earlier run of the same configuration; rename it to what it was to go on with it.");
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ResumeCommand>();
        var workspace = Workspace.OfRun(study, folder, Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!, logger);
        var runs = workspace.OpenRuns().Runs;
        if (runs.All[0].Id != id)
            throw new UserErrorException($"{Path.Combine(folder, RunFolder.ConfigurationFile)} leads to {runs.All[0].Id} here and not to {id}: the file or a plugin's options have changed; 'samhost run' begins anew.");
        if (EarlierRun.FindComplete(runs.All[0], workspace.Root.Output.Directory) is not null) console.WriteLine($"{id} is complete; there is nothing to go on with.");
        else if (EarlierRun.FindInterrupted(runs.All[0], workspace.Root.Output.Directory) is null)
            throw new UserErrorException($"{folder} has no manifest.json, or was made by other plugins than those that are here (it names each with its SHA-256); go on with those, or begin anew with 'samhost run'.");
        else if (new CheckpointFolder(folder).All.Count == 0)
            throw new UserErrorException($"{folder} has no checkpoint to go on from; 'samhost run' begins the run anew.");
        return new StudyExecution(host, console) { Quiet = quiet }.Run(workspace);
    }
}
