using System.CommandLine;

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

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Files);
        command.Options.Add(Set);
    }
}
