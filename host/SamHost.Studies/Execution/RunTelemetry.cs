using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Studies.Plans;
using SamHost.Telemetry;

namespace SamHost.Studies.Execution;

/// <summary>The telemetry of the runs that this process makes.</summary>
/// <param name="settings">Whether anything is sent.</param>
/// <param name="options">Whether the collector is known to be gone.</param>
/// <param name="services">Hold the pipeline where anything is sent.</param>
internal sealed class RunTelemetry(TelemetrySettings settings, ExecutionOptions options, IServiceProvider services)
{
    private TelemetryPipeline? _pipeline;

    /// <summary>Starts what the settings ask for.</summary>
    /// <exception cref="UserErrorException">The port of /metrics cannot be had.</exception>
    public void Start() => _pipeline = settings.IsOn ? services.GetRequiredService<TelemetryPipeline>() : null;

    /// <summary>Follows a run; null where nothing is sent.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="resumed">The state that it resumes from; null for a new run.</param>
    public FollowedRun? Follow(PlannedRun run, string folder, RunState? resumed) =>
        _pipeline?.Follow(
            run.Id, folder, run.Optimizer.PerturbationRadius, resumed?.Components.GetValueOrDefault(TelemetryPipeline.StateName));

    /// <summary>Sends what waits, and puts into each run's manifest what became of it.</summary>
    /// <param name="note">Receives a message for each manifest that cannot be written.</param>
    /// <returns>What became of all of it; null where nothing was sent, or no run began.</returns>
    public TelemetryCounts? Close(Action<string> note)
    {
        if (_pipeline is not { } pipeline) return null;
        pipeline.Stop(options.CollectorIsGone);
        foreach (var (folder, counts) in pipeline.Runs)
        {
            if (RunManifest.Complete(folder, counts.ToJson(isFinal: true)) is { } problem) note(problem);
        }

        // Where no run began, there is nothing to report but a loss.
        return pipeline.Runs.Count > 0 || pipeline.Counts.AnyDropped ? pipeline.Counts : null;
    }
}
