using System.CommandLine;
using SamHost.Configuration;
using SamHost.Studies.Proposing;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost new</c>: the study of a table or a folder of pictures that nobody has described.</summary>
internal sealed class NewCommand(ParseResult arguments, StudyProposer proposer, IAnsiConsole console) : IVerb
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "The table, or the folder of pictures with a folder for each class.", HelpName = "PATH", Required = true,
    };
    private static readonly Option<string?> Label = new("--label")
    {
        Description = "The column of the labels, by name or place; found out if left out.", HelpName = "NAME",
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Where the study goes; a file in the working directory, called as the data, if left out.", HelpName = "FILE",
    };

    public static Command Define()
    {
        var command = new Command("new", "Looks at a table or a folder of pictures, and writes a study that runs as it is.");
        foreach (var option in new Option[] { Data, Label, Out }) command.Options.Add(option);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var study = proposer.Propose(arguments.GetValue(Data)!, arguments.GetValue(Label));
        var file = arguments.GetValue(Out) ?? $"{study.Name}.json";
        if (Path.Exists(file)) throw new UserErrorException($"{file} is there already; --out FILE gives another name.");
        Write(file, study.Text);
        foreach (var finding in study.Findings) console.WriteLine(finding);
        console.WriteLine($"The study is in {file}; look through it, then: samhost run {file}");
        return ExitCode.Success;
    }

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{file} cannot be written: {e.Message.TrimEnd('.')}.");
        }
    }
}
