using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Downloads;
using SamHost.Plugins.Components;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost data</c>: which data there are, where they are looked for, whether they are there.</summary>
public sealed class DataCommand(IHost host, IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };

    public Command Create()
    {
        var command = new Command("data", "Lists data sets: where each is looked for, whether it is there, and its SHA-256.");
        _settings.AddTo(command);
        command.Options.Add(_json);
        command.Subcommands.Add(new DataFetchCommand(host, console).Create());
        command.SetAction(arguments => (int)List(arguments));
        return command;
    }

    private ExitCode List(ParseResult arguments)
    {
        var workspace = Workspace.Open(arguments, _settings, [], NullLogger.Instance);
        workspace.ThrowIfAnyProblem();
        var states = workspace.Catalog.DataSources.Select(source => DataState.Find(source, Environment.CurrentDirectory)).ToList();
        if (arguments.GetValue(_json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. states.Select(Describe)])));
            return ExitCode.Success;
        }

        foreach (var state in states) console.Write(DataText.Draw(state));
        var others = workspace.Catalog.Names(ComponentKind.Dataset).Except(states.Select(state => state.Source.Name)).ToList();
        if (others.Count > 0) console.WriteLine($"Nothing to fetch for {string.Join(", ", others)}: made by the plugin, part of it, or yours.");
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
