using System.CommandLine;
using System.CommandLine.Parsing;
using SamHost.Configuration;

namespace SamHost.Commands;

/// <summary>The arguments of every verb that reads settings.</summary>
public sealed class SettingsOptions
{
    public Argument<string[]> Files { get; } = new("FILE")
    {
        Description = "JSON files that are laid over appsettings.json, in order.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<string[]> Set { get; } = new("--set")
    {
        Description = "Sets one value, such as Study:Epochs=5; wins over files and environment.",
        HelpName = "PATH=VALUE",
    };

    public Option<string?> Study { get; } = new("--study")
    {
        Description = "A shipped study, instead of that of appsettings.json; 'samhost studies' lists them.",
        HelpName = "NAME",
    };

    /// <summary>Adds the arguments to a command that runs or checks a study.</summary>
    public void AddWithStudyTo(Command command)
    {
        AddTo(command);
        command.Options.Add(Study);
    }

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        Files.Validators.Add(files => RefuseMistyped(files, command));
        command.Arguments.Add(Files);
        command.Options.Add(Set);
    }

    // Whatever is neither a verb nor an option of the command arrives as a file.
    private static void RefuseMistyped(ArgumentResult files, Command command)
    {
        foreach (var word in files.Tokens.Select(token => token.Value).Where(word => !Path.Exists(word)))
        {
            if (word.StartsWith('-'))
            {
                string[] options = [.. command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Distinct()];
                files.AddError($"There is no option '{word}' here; {NearestName.Advice(word.Split('=', ':')[0], options, "options")}");
            }
            else if (NearestName.Find(word, command.Subcommands.Select(verb => verb.Name)) is { } verb)
            {
                files.AddError($"There is no verb or file '{word}'; did you mean {verb}?");
            }
        }
    }
}
