using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
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
        root.Subcommands.Add(new ResumeCommand(host, console).Create());
        root.Subcommands.Add(new StudiesCommand(console).Create());
        root.Subcommands.Add(new DataCommand(host, console).Create());
        root.Subcommands.Add(new RunOneCommand(host).Create());
        root.Subcommands.Add(new RunsCommand(console).Create());
        root.Subcommands.Add(new ReportCommand(host, console).Create());
        root.Subcommands.Add(new CompareCommand(console).Create());
        root.Subcommands.Add(new ExportCommand(console).Create());
        root.Subcommands.Add(new SuspectsCommand(host, console).Create());
        root.Subcommands.Add(new PluginsCommand(console).Create());
        root.Subcommands.Add(new CheckCommand(host, console).Create());
        root.Subcommands.Add(new SchemaCommand().Create());
        root.Subcommands.Add(new TraceCommand(console).Create());
        new RunCommand(host, console).Configure(root);

        var parsed = root.Parse(arguments);
        string[] mistakes = [.. parsed.Errors.Select(error => error.Message), .. BeforeTheVerb(parsed), .. Empty(parsed)];
        if (mistakes.Length > 0)
        {
            foreach (var mistake in mistakes) errors.WriteLine(mistake);
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
        catch (ExternalException e)
        {
            // libtorch: out of memory, say. Below the first line stand its own frames.
            errors.WriteLine(e.Message.Split('\n')[0]);
            return ExitCode.RunFailed;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, say: the message names the file, and no stack trace helps.
            errors.WriteLine(e.Message);
            return ExitCode.RunFailed;
        }
    }

    /// <summary>Words without a letter, such as those of a variable that a script forgot to set; no option and no argument has any use for them.</summary>
    private static IEnumerable<string> Empty(ParseResult parsed) => parsed.CommandResult.Children
        .Where(part => part.Tokens.Any(token => token.Value.Length == 0))
        .Select(part => part is OptionResult option ? $"{option.IdentifierToken!.Value} is given an empty value; give one, or leave the option out." : "An argument is empty; leave it out, or say what it names.");

    /// <summary>Files and options that stand before a verb belong to no verb, and would have no effect.</summary>
    private static IEnumerable<string> BeforeTheVerb(ParseResult parsed)
    {
        var verb = parsed.CommandResult;
        if (verb.Parent is not CommandResult outer) return [];
        var files = outer.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens);
        var options = outer.Children.OfType<OptionResult>().Where(option => !option.Implicit).Select(option => option.IdentifierToken!);
        return files.Concat(options).Select(token => $"'{token.Value}' stands before '{verb.Command.Name}'; write files and options after it: samhost {verb.Command.Name} {token.Value} ...");
    }
}
