using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Plugins.Loading;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost plugins</c>: what there is, and what became of it.</summary>
public sealed class PluginsCommand(IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };

    public Command Create()
    {
        var command = new Command("plugins", "Lists plugins with their status, components and options.");
        _settings.AddTo(command);
        command.Options.Add(_json);
        command.Subcommands.Add(new PluginsPinCommand(console).Create());
        command.SetAction(arguments => (int)List(arguments));
        return command;
    }

    private ExitCode List(ParseResult arguments)
    {
        // Statuses are the answer here, and need no warnings beside them.
        var workspace = Workspace.Open(arguments, _settings, [], NullLogger.Instance);
        workspace.ThrowIfAnyProblem();
        if (arguments.GetValue(_json))
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. workspace.Catalog.Plugins.Select(Describe)])));
        else
            foreach (var plugin in workspace.Catalog.Plugins) console.Write(PluginText.Draw(plugin));
        // Beside the JSON, too, which is the plugins'.
        foreach (var warning in workspace.Catalog.Warnings) Console.Error.WriteLine($"warning: {warning}");
        return ExitCode.Success;
    }

    private static JsonObject Describe(PluginReport report) => new()
    {
        ["name"] = report.Plugin.Name,
        ["version"] = report.Plugin.Version,
        ["path"] = report.Plugin.Path,
        ["sha256"] = report.Plugin.Sha256,
        ["status"] = report.Status.ToString(),
        ["reason"] = report.Reason,
        ["components"] = new JsonArray([.. report.Components.Select(component => new JsonObject
        {
            ["kind"] = component.Kind.ToString(),
            ["name"] = component.Name,
            ["description"] = component.Description,
            ["options"] = OptionsSchema.Of(component.OptionsType),
        })]),
    };
}
