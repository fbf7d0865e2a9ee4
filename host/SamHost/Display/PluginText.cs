using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SamHost.Display;

/// <summary>A plugin as <c>samhost plugins</c> shows it.</summary>
internal static class PluginText
{
    /// <summary>Draws a plugin with its components and their options.</summary>
    public static IRenderable Draw(PluginReport report)
    {
        var status = report.Status == PluginStatus.Active
            ? "[green]Active[/]"
            : $"[red]{report.Status}[/]: {Markup.Escape(report.Reason ?? "")}";
        var tree = new Tree($"[bold]{Markup.Escape(report.Plugin.Name)}[/] {Markup.Escape(report.Plugin.Version ?? "")}  {status}");
        if (report.Plugin.Sha256 is { } sha256) tree.AddNode($"[dim]SHA-256 {sha256}[/]");
        foreach (var component in report.Components)
        {
            var node = tree.AddNode(
                $"{component.Kind.Noun()} [bold]{Markup.Escape(component.Name)}[/]: "
                    + $"{Markup.Escape(component.Description)}");
            var defaults = OptionsText.ToJson(Activator.CreateInstance(component.OptionsType)!);
            foreach (var (key, description) in OptionsBinder.KeysOf(component.OptionsType))
                node.AddNode(
                    $"{Markup.Escape(key)} = {Markup.Escape(defaults[key]?.ToJsonString() ?? "null")}  "
                        + $"[dim]{Markup.Escape(description ?? "")}[/]");
        }

        return tree;
    }
}
