using System.CommandLine;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.Slurm;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost cancel</c>: ends the jobs of a study that Slurm has.</summary>
internal sealed class CancelCommand(ParseResult arguments, IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Argument<string> Study =
        new("STUDY") { Description = "The study: its name in the folder of results, or its folder." };

    public static Command Define()
    {
        var command = new Command("cancel", "Ends a study's jobs on a cluster; runs write a checkpoint first.");
        command.Arguments.Add(Study);
        command.Options.Add(SettingsSource.Out);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        ClusterJobs.RequireSlurm();
        var name = arguments.GetValue(Study)!;
        var own = Path.Combine(output.Value.Directory, name);
        // Before its first run has begun, there is no more than its name.
        var jobs = ClusterJobs.Cancel(Directory.Exists(own) ? own : RunFinder.Find(name, output.Value.Directory));
        console.WriteLine(jobs.Count == 0
            ? $"Slurm has no jobs of {name}."
            : $"Cancelled {(jobs.Count == 1 ? "job" : "jobs")} {string.Join(", ", jobs)}; runs in progress write a checkpoint, and the "
                + "same command as before goes on with them.");
        return ExitCode.Success;
    }
}
