using System.CommandLine;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Studies;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost studies</c>: the shipped studies.</summary>
public sealed class StudiesCommand(IAnsiConsole console)
{
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };

    public Command Create()
    {
        var command = new Command("studies", "Lists the shipped studies: what they show, how long they take, which data they need.");
        command.Options.Add(_json);
        command.SetAction(arguments => (int)List(arguments));
        return command;
    }

    private ExitCode List(ParseResult arguments)
    {
        var studies = ShippedStudy.Names.Select(name => (Name: name, Options: ShippedStudy.Read(name))).ToList();
        if (arguments.GetValue(_json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. studies.Select(study => new JsonObject
            {
                ["name"] = study.Name,
                ["file"] = ShippedStudy.PathOf(study.Name),
                ["shows"] = study.Options.Description,
                ["time"] = study.Options.Time,
                ["dataset"] = study.Options.Dataset!.Name,
            })])));
            return ExitCode.Success;
        }

        foreach (var (name, options) in studies) console.Write(StudyText.Draw(name, options));
        console.WriteLine("samhost run --study NAME runs one; samhost data says whether its data are here.");
        return ExitCode.Success;
    }
}
