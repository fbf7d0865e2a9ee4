using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Downloads;
using SamHost.Plugins;
using SamHost.Plugins.Components;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost data</c>: which data there are, where they are looked for, whether they are there.</summary>
internal sealed class DataCommand(
    ParseResult arguments, InstalledPlugins plugins, Settings settings, IHostEnvironment environment, IAnsiConsole console) : IVerb
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Define()
    {
        var command = new Command("data", "Lists data sets: where each is looked for, whether it is there, and its SHA-256.");
        SettingsSource.AddTo(command);
        command.Options.Add(Json);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var catalog = plugins.LoadChecked(settings);
        var states = catalog.DataSources.Select(source => DataState.Find(source, environment.ContentRootPath)).ToList();
        if (arguments.GetValue(Json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. states.Select(Describe)])));
            return ExitCode.Success;
        }

        foreach (var state in states) console.Write(DataText.Draw(state));
        var others = catalog.Names(ComponentKind.Dataset).Except(states.Select(state => state.Source.Name)).ToList();
        if (others.Count > 0)
            console.WriteLine($"Nothing to fetch for {string.Join(", ", others)}: made by the plugin, part of it, or yours.");
        return ExitCode.Success;
    }

    private static JsonObject Describe(DataState state) => new()
    {
        ["name"] = state.Source.Name,
        ["description"] = state.Source.Description,
        ["page"] = state.Source.Page.ToString(),
        ["folders"] = new JsonArray([.. state.Source.Folders.Select(folder => JsonValue.Create(folder))]),
        ["found"] = state.Folder,
        ["complete"] = state.IsComplete,
        ["files"] = new JsonArray([.. state.Files.Select(file => new JsonObject
        {
            ["name"] = file.Name,
            ["path"] = file.Path,
            ["length"] = file.Path is null ? null : file.Length,
            ["sha256"] = file.Sha256,
            ["check"] = file.Check.ToString(),
        })]),
        ["bytesToDownload"] = state.Source.Downloads.Sum(download => download.Length),
    };
}
