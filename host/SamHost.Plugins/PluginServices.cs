using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;

namespace SamHost.Plugins;

/// <summary>Registers the plugins.</summary>
public static class PluginServices
{
    /// <summary>Registers the section <c>Plugins</c> and <see cref="InstalledPlugins"/>.</summary>
    public static IServiceCollection AddSamHostPlugins(this IServiceCollection services) => services
        .AddSettingsSection<PluginsOptions>("Plugins", "Where plugins come from, and which may run.")
        .AddSingleton<InstalledPlugins>();
}
