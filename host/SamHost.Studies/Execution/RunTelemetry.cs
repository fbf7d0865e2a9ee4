using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Studies.Plans;
using SamHost.Telemetry;

namespace SamHost.Studies.Execution;

/// <summary>The telemetry of the runs that this process makes.</summary>
/// <param name="settings">What is sent, and where it goes.</param>
/// <param name="options">Whether the collector is known to be gone.</param>
/// <param name="loggers">The host's loggers, whose output becomes logs.</param>
public sealed class RunTelemetry(TelemetrySettings settings, ExecutionOptions options, ILoggerFactory loggers)
{
    private TelemetryPipeline? _pipeline;

    /// <summary>Starts what the settings ask for.</summary>
    /// <param name="runCount">The most runs that will be followed.</param>
    /// <exception cref="UserErrorException">The port of /metrics cannot be had.</exception>
    public void Start(int runCount) => _pipeline = TelemetryPipeline.Start(settings, runCount, loggers);

    /// <summary>Follows a run; null where nothing is sent.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="resumed">What it goes on from; null where it begins.</param>
    public FollowedRun? Follow(PlannedRun run, string folder, RunState? resumed)
    {
        if (_pipeline is null) return null;
        var observer = _pipeline.Follow(run.Id, folder, Rho(run.Optimizer), out var counts, out var checkpointWritten, resumed);
        return new FollowedRun(observer, () => counts().ToJson(isFinal: false), checkpointWritten);
    }

    /// <summary>Sends what waits, and puts into each run's manifest what became of it.</summary>
    /// <param name="note">Is told of manifests that cannot be written.</param>
    /// <returns>What became of all of it; null where nothing was sent.</returns>
    public TelemetryCounts? Close(Action<string> note)
    {
        using var pipeline = _pipeline;
        if (pipeline is null) return null;
        pipeline.Stop(options.CollectorIsGone);
        foreach (var (folder, counts) in pipeline.Runs)
        {
            if (RunManifest.Complete(folder, counts.ToJson(isFinal: true)) is { } problem) note(problem);
        }

        return pipeline.Counts;
    }

    private static double? Rho(OptimizerPlan optimizer) =>
        OptionsText.ToJson(optimizer.Optimizer.Options)["Rho"] is JsonValue value && value.TryGetValue<double>(out var rho) ? rho : null;

    /// <summary>A run that telemetry follows.</summary>
    /// <param name="Observer">The observer.</param>
    /// <param name="Counts">What was made and exported by now, for the manifest.</param>
    /// <param name="CheckpointWritten">Is told of each checkpoint when it began.</param>
    public sealed record FollowedRun(ITrainingObserver Observer, Func<JsonObject> Counts, Action<DateTime> CheckpointWritten);
}
