using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;

namespace SamHost.Studies.Plans;

/// <summary>Finds the components that settings name, and binds their options.</summary>
/// <param name="catalog">The plugins.</param>
/// <param name="settings">The merged settings, for the places of problems.</param>
/// <param name="problems">Where problems are reported.</param>
internal sealed class ComponentBinder(PluginCatalog catalog, SettingsNode settings, SettingsProblems problems)
{
    /// <summary>Whether a component is missing because its plugin was refused.</summary>
    public bool NeedsRefusedPlugin { get; private set; }

    /// <summary>Binds a list of components; null stands for each that cannot be had.</summary>
    public List<BoundComponent?> BindAll(ComponentKind kind, ComponentOptions[] components, string path) =>
        [.. components.Select((component, index) => Bind(kind, component, $"{path}:{index}"))];

    /// <summary>Binds the component that an optimizer has instead of its study's.</summary>
    public BoundComponent? BindOwn(ComponentKind kind, ComponentOptions? own, BoundComponent? studys, string path) =>
        own is null ? studys : Bind(kind, own, path);

    /// <summary>Finds a component and binds its options.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="component">What the settings say of it.</param>
    /// <param name="path">Where they say it.</param>
    /// <returns>Null where it cannot be had, which is among the problems then.</returns>
    public BoundComponent? Bind(ComponentKind kind, ComponentOptions? component, string path)
    {
        // A missing or empty name was reported when the section was bound.
        if (string.IsNullOrEmpty(component?.Name)) return null;
        var origin = OriginOf($"{path}:Name");
        if (catalog.Find(kind, component.Name) is { } descriptor)
            return new BoundComponent(descriptor, BindOptions(descriptor.OptionsType, component, path, origin), path, origin);

        // That the folder of plugins is not there was reported; that they are missing follows from it.
        if (catalog.Problems.Count > 0 && catalog.Names(kind).Count == 0) return null;
        var suspects = catalog.PossibleProviders(component.Name.ToLowerInvariant());
        NeedsRefusedPlugin |= suspects.Count > 0;
        var plural = kind.Plural();
        problems.Add($"{path}:Name", origin, suspects.Count == 0
            ? $"there is no {kind.Noun()} '{component.Name}'; {NearestName.Advice(component.Name, catalog.Names(kind), plural)}"
            : $"the {kind.Noun()} '{component.Name}' comes from a plugin that is not active: "
                + $"{string.Join(" ", suspects.Select(plugin => $"{plugin.Plugin.Name} ({plugin.Status}): {plugin.Reason}"))}");
        return null;
    }

    // Where no options are given, those that are missing are missing where the component was named.
    private object BindOptions(Type optionsType, ComponentOptions component, string path, string origin) =>
        OptionsBinder.Bind(optionsType, component.Options ?? SettingsNode.Object([], origin), $"{path}:Options", problems);

    /// <summary>Where the setting was given, or the nearest one around it.</summary>
    public string OriginOf(string path)
    {
        var node = settings;
        foreach (var key in path.Split(':'))
        {
            var inner = node[key] ?? (int.TryParse(key, out var index) ? node.Elements.ElementAtOrDefault(index) : null);
            if (inner is null) break;
            node = inner;
        }

        return node.Origin;
    }
}
