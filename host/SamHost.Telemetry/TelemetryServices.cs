using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>Registers telemetry.</summary>
public static class TelemetryServices
{
    /// <summary>Registers the section <c>Telemetry</c>, and what follows from it and the standard variables.</summary>
    public static IServiceCollection AddSamHostTelemetry(this IServiceCollection services) => services
        .AddSettingsSection<TelemetryOptions>("Telemetry", "What a study tells the world while it runs.")
        .AddSingleton(provider => TelemetrySettings.Resolve(
            provider.GetRequiredService<Settings>().Bound<TelemetryOptions>(), Environment.GetEnvironmentVariables(), new SettingsProblems()))
        .AddSingleton<ISettingsCheck, VariablesCheck>();

    private sealed class VariablesCheck(ILogger<VariablesCheck> logger) : ISettingsCheck
    {
        public void Check(Settings settings, SettingsProblems problems)
        {
            var resolved = TelemetrySettings.Resolve(settings.Bound<TelemetryOptions>(), Environment.GetEnvironmentVariables(), problems);
            foreach (var warning in resolved.Warnings) logger.LogWarning("{Warning}", warning);
        }
    }
}
