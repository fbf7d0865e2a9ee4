using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Training;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>The command line: its verbs, and how mistakes end.</summary>
public sealed class CommandLine(IHost host, IAnsiConsole console, TextWriter errors)
{
    /// <summary>Parses and runs.</summary>
    public ExitCode Invoke(string[] arguments)
    {
        var root = new RootCommand("Studies why sharpness-aware minimization withstands label noise. Without a verb it runs the study of appsettings.json.");
        root.Subcommands.Add(new RunCommand(host, console).Configure(new Command("run", "Runs a study.")));
        root.Subcommands.Add(new PluginsCommand(console).Create());
        root.Subcommands.Add(new CheckCommand(host, console).Create());
        root.Subcommands.Add(new SchemaCommand().Create());
        new RunCommand(host, console).Configure(root);

        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) errors.WriteLine(error.Message);
            errors.WriteLine("samhost --help lists verbs and options.");
            return ExitCode.Configuration;
        }

        try
        {
            // Signals and exceptions are the host's and ours.
            return (ExitCode)parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UserErrorException e)
        {
            foreach (var problem in e.Problems) errors.WriteLine(problem);
            return e.ExitCode;
        }
        catch (ComponentFailedException e)
        {
            errors.WriteLine(e.Message);
            return ExitCode.RunFailed;
        }
    }
}
