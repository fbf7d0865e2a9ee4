using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;

namespace SamHost.Telemetry.Tests;

/// <summary>A host that has registered telemetry alone.</summary>
internal sealed class SentTelemetry : IDisposable
{
    private readonly IHost _host;

    /// <param name="options">The section; the variables of this process add to it.</param>
    public SentTelemetry(TelemetryOptions options)
    {
        var problems = new SettingsProblems();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var settings = TelemetrySettings.Resolve(options, problems);
        problems.ThrowIfAny();
        builder.Services.AddSingleton(settings).AddSamHostTelemetry();
        _host = builder.Build();
        Pipeline = settings.IsOn ? _host.Services.GetRequiredService<TelemetryPipeline>() : null;
    }

    /// <summary>The pipeline, started; null where telemetry is off.</summary>
    public TelemetryPipeline? Pipeline { get; }

    public ILoggerFactory Loggers => _host.Services.GetRequiredService<ILoggerFactory>();

    public void Dispose() => _host.Dispose();
}
