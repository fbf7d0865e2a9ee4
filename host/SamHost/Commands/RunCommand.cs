using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost run</c>, the default verb.</summary>
public sealed class RunCommand(IHost host, IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();
    private readonly Option<string?> _out = new("--out") { Description = "The folder for results; the setting Output:Directory.", HelpName = "DIR" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Shows no progress, only the table." };
    private readonly Option<bool> _again = new("--again") { Description = "Makes runs again that are complete already, and begins anew those that were interrupted." };
    private readonly Option<int?> _parallel = new("--parallel")
    {
        Description = "Makes N runs at a time, each in a process of its own with its share of the threads.",
        HelpName = "N",
    };

    /// <summary>Makes a command run a study.</summary>
    public Command Configure(Command command)
    {
        _settings.AddWithStudyTo(command);
        _parallel.Validators.Add(RefuseNone);
        command.Options.Add(_parallel);
        command.Options.Add(_again);
        command.Options.Add(_out);
        command.Options.Add(_quiet);
        command.SetAction(arguments => (int)Run(arguments));
        return command;
    }

    private ExitCode Run(ParseResult arguments)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<RunCommand>();
        return new StudyExecution(host, console)
        {
            Quiet = arguments.GetValue(_quiet),
            Again = arguments.GetValue(_again),
            Parallel = arguments.GetValue(_parallel),
        }.Run(Workspace.Open(arguments, _settings, Assignments(arguments), logger));
    }

    private static void RefuseNone(OptionResult option)
    {
        if (option.Errors.Any() || option.GetValueOrDefault<int?>() is null or >= 1) return;
        option.AddError("--parallel: give a number of processes of at least 1.");
    }

    private IEnumerable<string> Assignments(ParseResult arguments) =>
        arguments.GetValue(_out) is { } directory ? [$"Output:Directory={directory}"] : [];
}
