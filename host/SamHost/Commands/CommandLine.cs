using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.Calls;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>The command line: its verbs, each in a host of its own, and how mistakes end.</summary>
/// <param name="console">Where results go.</param>
/// <param name="errors">Where mistakes go.</param>
internal sealed class CommandLine(IAnsiConsole console, TextWriter errors)
{
    /// <summary>Parses and runs.</summary>
    public ExitCode Invoke(string[] arguments)
    {
        var parsed = Define().Parse(arguments);
        var mistakes = Mistakes(parsed).ToList();
        if (mistakes.Count > 0)
        {
            foreach (var mistake in mistakes) errors.WriteLine(mistake);
            errors.WriteLine("samhost --help lists verbs and options.");
            return ExitCode.Configuration;
        }

        try
        {
            // Signals and exceptions are the host's and ours.
            return (ExitCode)parsed.Invoke(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (UserErrorException e)
        {
            foreach (var problem in e.Problems) errors.WriteLine(problem);
            return e.ExitCode;
        }
        catch (ComponentException e)
        {
            // A mistake of the user that a component sees late, as a file that a reader misses.
            errors.WriteLine(e.Message);
            return ExitCode.Configuration;
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

    /// <summary>What is said of an option that a command does not have.</summary>
    internal static string UnknownOption(string word, Command command)
    {
        string[] options = [.. command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Distinct()];
        return $"There is no option '{word}' here; {NearestName.Advice(word.Split('=', ':')[0], options, "options")}";
    }

    private RootCommand Define()
    {
        var root = new RootCommand(
            "Studies why sharpness-aware minimization withstands label noise. Without a verb it runs the study of appsettings.json.");
        RunCommand.AddOptionsTo(root);
        root.SetAction(arguments => (int)Run<RunCommand>(arguments));
        Add<RunCommand>(root);
        Add<ResumeCommand>(root);
        Add<StudiesCommand>(root);
        Add<DataFetchCommand>(Add<DataCommand>(root));
        Add<WorkCommand>(root);
        Add<RunOneCommand>(root);
        Add<CancelCommand>(root);
        Add<RunsCommand>(root);
        Add<ReportCommand>(root);
        Add<CompareCommand>(root);
        Add<ExportCommand>(root);
        Add<SuspectsCommand>(root);
        Add<CleanCommand>(root);
        Add<PredictCommand>(root);
        Add<NewCommand>(root);
        Add<PluginsPinCommand>(Add<PluginsCommand>(root));
        Add<CheckCommand>(root);
        Add<SchemaCommand>(root);
        Add<TraceCommand>(root);
        Add<DashboardCommand>(root);
        Add<ReplayCommand>(root);
        Add<LookCommand>(root);
        Add<PageCommand>(root);
        return root;
    }

    private Command Add<TVerb>(Command parent)
        where TVerb : class, IVerb
    {
        var command = TVerb.Define();
        command.SetAction(arguments => (int)Run<TVerb>(arguments));
        parent.Subcommands.Add(command);
        return command;
    }

    private ExitCode Run<TVerb>(ParseResult arguments)
        where TVerb : class, IVerb
    {
        var builder = HostComposition.CreateBuilder(console, arguments);
        TVerb.Configure(builder, arguments);
        using var host = builder.Build();
        host.Start();
        try
        {
            var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            return ActivatorUtilities.CreateInstance<TVerb>(host.Services).Run(stopping);
        }
        finally
        {
            host.StopAsync().GetAwaiter().GetResult();
        }
    }

    private static IEnumerable<string> Mistakes(ParseResult parsed)
    {
        // Named in a better way than the parser does.
        var unmatched = parsed.UnmatchedTokens;
        return parsed.Errors.Select(error => error.Message)
            .Where(message => !unmatched.Any(word => message.Contains($"'{word}'", StringComparison.Ordinal)))
            .Concat(unmatched.Select(word => UnknownWord(word, parsed.CommandResult)))
            .Concat(BeforeTheVerb(parsed))
            .Concat(Empty(parsed));
    }

    private static string UnknownWord(string word, CommandResult place)
    {
        var command = place.Command;
        if (word.StartsWith('-')) return UnknownOption(word, command);
        if (place.Parent is not null)
        {
            return File.Exists(word)
                ? $"'{word}' stands before '{command.Name}'; write files and options after it: samhost {command.Name} {word} ..."
                : $"'{word}' has no meaning for '{command.Name}'; samhost {command.Name} --help lists what has.";
        }

        if (File.Exists(word)) return $"A file of settings follows its verb; write samhost run {word}.";
        return $"There is no verb '{word}'; "
            + $"{NearestName.Advice(word, [.. command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)], "verbs")}";
    }

    /// <summary>
    /// Words without a letter, such as those of a variable that a script forgot to set; no option and no argument has any use for them.
    /// </summary>
    private static IEnumerable<string> Empty(ParseResult parsed) => parsed.CommandResult.Children
        .Where(part => part.Tokens.Any(token => token.Value.Length == 0))
        .Select(part => part is OptionResult option
            ? $"{option.IdentifierToken!.Value} is given an empty value; give one, or leave the option out."
            : "An argument is empty; leave it out, or say what it names.");

    /// <summary>Options before a verb would have no effect.</summary>
    private static IEnumerable<string> BeforeTheVerb(ParseResult parsed)
    {
        var verb = parsed.CommandResult;
        if (verb.Parent is not CommandResult outer) return [];
        var options = outer.Children.OfType<OptionResult>().Where(option => !option.Implicit)
            .Select(option => option.IdentifierToken!.Value);
        return options.Select(
            option => $"'{option}' stands before '{verb.Command.Name}'; write options after it: samhost {verb.Command.Name} {option} ...");
    }
}
