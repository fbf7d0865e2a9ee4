using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Slurm;
using SamHost.Studies;
using SamHost.Telemetry;
using SamHost.Torch;
using SamHost.Training;

namespace SamHost.TestSupport;

/// <summary>The modules of the program, as it registers them.</summary>
internal static class Modules
{
    /// <summary>Every section of appsettings.json.</summary>
    public static IReadOnlyList<SettingsSection> Sections { get; } = GetSections();

    /// <summary>Registers all of them, with settings.</summary>
    public static IServiceCollection AddModules(this IServiceCollection services, SettingsNode settings, SettingsProblems problems) =>
        services
        .AddSamHostSettings(settings, problems)
        .AddSamHostStudies()
        .AddSamHostPlugins()
        .AddSamHostTorch()
        .AddSamHostTraining()
        .AddSamHostTelemetry()
        .AddSamHostSlurm();

    private static List<SettingsSection> GetSections()
    {
        using var services = new ServiceCollection().AddModules(SettingsNode.Object([], ""), new SettingsProblems()).BuildServiceProvider();
        return [.. services.GetServices<SettingsSection>()];
    }
}
