using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost studies</c>: the shipped studies.</summary>
internal sealed class StudiesCommand(ParseResult arguments, IAnsiConsole console) : IVerb
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Define()
    {
        var command = new Command("studies", "Lists the shipped studies: what they show, how long they take, which data they need.");
        command.Options.Add(Json);
        return command;
    }

    // The studies lie beside the program; appsettings.json has no part in them.
    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments) =>
        builder.Services.AddSamHostSettings(SettingsNode.Object([], ""), new SettingsProblems());

    public ExitCode Run(CancellationToken cancellation)
    {
        var studies = ShippedStudy.Names.Select(name => (Name: name, Options: ShippedStudy.Read(name))).ToList();
        if (arguments.GetValue(Json))
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
