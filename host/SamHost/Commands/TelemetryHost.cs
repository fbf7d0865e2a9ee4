using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Telemetry;

namespace SamHost.Commands;

/// <summary>A host for telemetry alone, while the program's own is built before the settings are read; then its builder registers telemetry.</summary>
internal static class TelemetryHost
{
    /// <summary>Builds it.</summary>
    /// <param name="settings">What is sent.</param>
    /// <param name="loggers">The program's loggers, whose records are sent.</param>
    public static IHost Build(TelemetrySettings settings, ILoggerFactory loggers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(settings).AddSamHostTelemetry();
        // An instance, so that this host does not dispose it.
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        var host = builder.Build();
        foreach (var provider in host.Services.GetServices<ILoggerProvider>()) loggers.AddProvider(provider);
        return host;
    }
}
