using System.CommandLine;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Live.Following;
using SamHost.Live.Serving;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost look</c>: the live page of runs of any status, until Ctrl-C.</summary>
internal sealed class LookCommand(ParseResult arguments, IRecordedData recordedData, IOptions<OutputOptions> output, IAnsiConsole console)
    : IVerb
{
    private static readonly Argument<string[]> Named = new("RUN|STUDY")
    {
        Description = "Folders, or names, of runs or of studies, in progress too; the study that was begun last if left out.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private static readonly Option<string?> Out =
        new("--out") { Description = "The folder of results; the setting Output:Directory.", HelpName = "DIR" };

    public static Command Define()
    {
        var command = new Command("look", "Shows runs in the browser, also while they are made, until Ctrl-C; prints the link.");
        command.Arguments.Add(Named);
        foreach (var option in new Option[] { PortOption.Port, Out }) command.Options.Add(option);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var directory = arguments.GetValue(Out) ?? output.Value.Directory;
        var runs = arguments.GetValue(Named) is { Length: > 0 } names ? ShownRuns.Named(names, directory) : ShownRuns.Latest(directory);
        var server = LiveServer.StartAsync(runs, recordedData, arguments.GetValue(PortOption.Port)).GetAwaiter().GetResult();
        console.WriteLine($"The live page is {server.Link}; Ctrl-C ends it.");
        cancellation.WaitHandle.WaitOne();
        server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return ExitCode.Success;
    }
}
