using Microsoft.Extensions.Logging;
using SamHost.Contracts.Data;
using SamHost.Plugins.Components;

namespace SamHost.Plugins.Loading;

/// <summary>The plugins that were found, and the components of those that are active.</summary>
public sealed class PluginCatalog
{
    private readonly Dictionary<(ComponentKind Kind, string Name), ComponentDescriptor> _components;

    internal PluginCatalog(IReadOnlyList<PluginReport> plugins, IReadOnlyList<string> problems, IReadOnlyList<string> warnings)
    {
        Plugins = plugins;
        Problems = problems;
        Warnings = warnings;
        _components = plugins.SelectMany(plugin => plugin.Components).ToDictionary(component => Key(component.Kind, component.Name));
    }

    /// <summary>Every plugin that was found, active or not, in load order.</summary>
    public IReadOnlyList<PluginReport> Plugins { get; }

    /// <summary>
    /// Mistakes in the section <c>Plugins</c> that only the disk shows, each a sentence that begins with the setting's path.
    /// </summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>A warning for each directory of plugins that other users can write to.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The component of that name, whatever the case of its letters; null if no active plugin brings it.</summary>
    public ComponentDescriptor? Find(ComponentKind kind, string name) => _components.GetValueOrDefault(Key(kind, name));

    /// <summary>The names of the components of a kind, in load order.</summary>
    public IReadOnlyList<string> Names(ComponentKind kind) =>
        [.. Plugins.SelectMany(plugin => plugin.Components).Where(component => component.Kind == kind).Select(component => component.Name)];

    /// <summary>The data sources of all active plugins, in load order; of two with one name the first.</summary>
    public IReadOnlyList<DataSource> DataSources => [.. Plugins.SelectMany(plugin => plugin.DataSources).DistinctBy(source => source.Name)];

    /// <summary>
    /// The inactive plugins that hold the name as a string literal: for a missing component, those that probably provide it.
    /// No code of theirs runs.
    /// </summary>
    public IReadOnlyList<PluginReport> PossibleProviders(string componentName) =>
        [.. Plugins.Where(plugin => plugin.Status != PluginStatus.Active && plugin.Literals.Contains(componentName))];

    /// <summary>
    /// Writes a line for each plugin: a warning where it cannot be used, and one for each directory that is open to others.
    /// </summary>
    public void LogTo(ILogger logger)
    {
        foreach (var plugin in Plugins)
        {
            if (plugin.Status == PluginStatus.Active)
                logger.LogDebug(
                    "Plugin {Plugin} {Version} is active: {Components}", plugin.Plugin.Name, plugin.Plugin.Version,
                    string.Join(", ", plugin.Components.Select(component => component.Name)));
            else
                logger.Log(
                    plugin.Status == PluginStatus.Disabled ? LogLevel.Debug : LogLevel.Warning,
                    "Plugin {Plugin} is not active ({Status}): {Reason}", plugin.Plugin.Name, plugin.Status, plugin.Reason);
        }

        foreach (var warning in Warnings) logger.LogWarning("{Warning}", warning);
    }

    private static (ComponentKind Kind, string Name) Key(ComponentKind kind, string name) => (kind, name.ToLowerInvariant());
}
