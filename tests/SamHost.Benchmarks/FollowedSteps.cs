using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Telemetry;

namespace SamHost.Benchmarks;

/// <summary>A pipeline to the collector with the observer that feeds it; no observer at level Off.</summary>
internal sealed class FollowedSteps : IDisposable
{
    // Every so many steps an epoch, and with it a trace, is at its end.
    private const int StepsPerEpoch = 390;

    private readonly IHost _host;
    private readonly ITrainingObserver? _observer;
    private int _step;
    private int _epoch;

    public FollowedSteps(TelemetryLevel level, string endpoint, TrainingRun run)
    {
        var options = new TelemetryOptions { Level = level, Endpoint = endpoint, Protocol = OtlpExportProtocol.HttpProtobuf };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var settings = TelemetrySettings.Resolve(options, new SettingsProblems());
        builder.Services.AddSingleton(settings).AddSamHostTelemetry();
        _host = builder.Build();
        Pipeline = settings.IsOn ? _host.Services.GetRequiredService<TelemetryPipeline>() : null;
        _observer = Pipeline?.Follow(run.Id, run.Folder, 0.05).Observer;
        _observer?.RunStarting(run);
    }

    public TelemetryPipeline? Pipeline { get; }

    public TimeSpan Take(Func<ITrainingObserver?, TimeSpan> step)
    {
        if (_step % StepsPerEpoch == 0)
        {
            if (_epoch > 0) _observer?.EpochCompleted(new EpochCompleted(_epoch, 1, 0.01, TimeSpan.FromSeconds(1), null));
            _observer?.EpochStarting(++_epoch);
        }

        _step++;
        return step(_observer);
    }

    public void Dispose() => _host.Dispose();
}
