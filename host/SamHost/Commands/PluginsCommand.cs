using System.CommandLine;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Plugins;
using SamHost.Plugins.Loading;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost plugins</c>: what there is, and what became of it.</summary>
internal sealed class PluginsCommand(ParseResult arguments, InstalledPlugins plugins, Settings settings, IAnsiConsole console) : IVerb
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Define()
    {
        var command = new Command("plugins", "Lists plugins with their status, components and options.");
        SettingsSource.AddTo(command);
        command.Options.Add(Json);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var catalog = plugins.LoadChecked(settings);
        if (arguments.GetValue(Json))
            Console.Out.WriteLine(JsonText.Of(new JsonArray([.. catalog.Plugins.Select(Describe)])));
        else
            foreach (var plugin in catalog.Plugins) console.Write(PluginText.Draw(plugin));
        // Beside the JSON, too, which is the plugins'.
        foreach (var warning in catalog.Warnings) Console.Error.WriteLine($"warning: {warning}");
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
