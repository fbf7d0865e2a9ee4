using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;

namespace SamHost.Benchmarks;

/// <summary>The components of the shipped plugins, without the host that composes them.</summary>
internal static class ShippedComponents
{
    private static readonly Lazy<PluginCatalog> Catalog =
        new(() => new PluginCatalogLoader(new PluginsOptions()).Load(AppContext.BaseDirectory, AppContext.BaseDirectory));

    /// <summary>The names of a kind.</summary>
    public static IReadOnlyList<string> Names(ComponentKind kind) => Catalog.Value.Names(kind);

    /// <summary>Makes a component.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its options, JSON.</param>
    public static T Create<T>(ComponentKind kind, string name, string options = "{}")
    {
        var descriptor = Catalog.Value.Find(kind, name)!;
        var problems = new SettingsProblems();
        var bound =
            OptionsBinder.Bind(descriptor.OptionsType, SettingsJson.Parse(Encoding.UTF8.GetBytes(options), "", problems), "", problems);
        problems.ThrowIfAny();
        return (T)descriptor.Create(bound, new ServiceCollection().BuildServiceProvider());
    }
}
