using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace SamHost.Configuration;

/// <summary>Registers the settings and their sections.</summary>
public static class SettingsServices
{
    /// <summary>Registers <see cref="Settings"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="tree">The merged layers.</param>
    /// <param name="problems">What was wrong with the layers themselves.</param>
    public static IServiceCollection AddSamHostSettings(this IServiceCollection services, SettingsNode tree, SettingsProblems problems) =>
        services.AddSingleton(provider => new Settings(tree, provider.GetServices<SettingsSection>(), problems));

    /// <summary>
    /// Registers a section. Its options are injected as <see cref="IOptions{TOptions}"/>, whose value throws
    /// <see cref="UserErrorException"/> where the section is wrong.
    /// </summary>
    public static IServiceCollection AddSettingsSection<T>(this IServiceCollection services, string name, string description)
        where T : class, new() => services
        .AddSingleton(new SettingsSection(name, typeof(T), description))
        .AddSingleton<IOptions<T>, SectionOptions<T>>();

    private sealed class SectionOptions<T>(Settings settings) : IOptions<T>
        where T : class
    {
        public T Value => settings.Section<T>();
    }
}
