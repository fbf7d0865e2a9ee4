using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Studies.Scenes;
using SamHost.Telemetry;
using SamHost.Training;

namespace SamHost.Studies.Execution;

/// <summary>Makes runs in this process, one after the other; those that share their data load them once.</summary>
/// <param name="scenes">Makes the builders of scenes.</param>
/// <param name="rehearsal">Tries a point before its first run.</param>
/// <param name="recorder">Makes one run.</param>
/// <param name="telemetry">Follows the runs.</param>
/// <param name="output">Where results go.</param>
/// <param name="plugins">How long a call of a plugin may take.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="options">Whether this process is a worker.</param>
/// <param name="display">Shows progress.</param>
internal sealed class InProcessExecutor(
    SceneFactory scenes,
    StudyRehearsal rehearsal,
    RunRecorder recorder,
    RunTelemetry telemetry,
    IOptions<OutputOptions> output,
    IOptions<PluginsOptions> plugins,
    IHostEnvironment environment,
    ExecutionOptions options,
    IProgressDisplay display) : IRunExecutor, IDisposable
{
    private readonly SharedData _data = new();
    private LeftBehind? _leftBehind;
    private bool _isFirst = !options.IsWorker;

    public void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        using var calls = CallWatch.Start(plugins.Value.CallLimit, reason => Abandon(runs, reason));
        telemetry.Start();
        _leftBehind ??= new LeftBehind(display.Note);
        try
        {
            var folder = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
            // Those that failed come last: one that ends the process would end it before the others, however often the study is started
            // again.
            foreach (var group in runs.GroupBy(run => (run.DataKey, HasFailed: EarlierRun.HasFailed(run, folder)))
                .OrderBy(group => group.Key.HasFailed))
            {
                if (!TryExecute([.. group], folder, ended, cancellation)) return;
            }
        }
        finally
        {
            if (!options.IsWorker) _data.Dispose();
        }
    }

    public TelemetryCounts? CloseTelemetry() => telemetry.Close(display.Note);

    public void Dispose() => _data.Dispose();

    /// <summary>Makes runs that share their data.</summary>
    /// <returns>Whether it was not cancelled.</returns>
    private bool TryExecute(
        IReadOnlyList<PlannedRun> runs, string folder, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested) return false;
        var seeds = new SeedSequence(runs[0].Seed);
        if (Load(runs, seeds, ended) is not { } data) return true;
        if (_isFirst)
        {
            // What is found in other seeds' data is the same, but for the split.
            rehearsal.Tell(runs[0].Plan, seeds, data, display.Note);
            rehearsal.Rehearse(runs[0].Plan, seeds, data);
        }

        _isFirst = false;
        foreach (var run in runs)
        {
            if (cancellation.IsCancellationRequested) return false;
            _leftBehind!.LookBefore(run);
            var outcome = recorder.Make(run, scenes.Of(run.Plan), seeds, data, folder, cancellation);
            _leftBehind.LookAfter(run);
            if (outcome is null) return false;
            ended(run, outcome);
        }

        return true;
    }

    /// <summary>
    /// The data of runs that share them; null where they cannot be had, which fails the runs. A mistake of the user in the first, though,
    /// is a mistake in the study; later on it is beside the results that are there.
    /// </summary>
    private TrainingData? Load(IReadOnlyList<PlannedRun> runs, SeedSequence seeds, Action<PlannedRun, RunOutcome> ended)
    {
        try
        {
            return _data.Of(runs[0], scenes.Of(runs[0].Plan), seeds);
        }
        catch (Exception e) when (!_isFirst || e is ComponentFailedException)
        {
            display.Note($"The data of seed {seeds.Root} cannot be had: {e.Message}");
            foreach (var run in runs)
                ended(run, new RunOutcome(run.Label, run.Seed, "", null, e.Message)
                {
                    MayHaveHarmedProcess = e is not (ComponentException or UserErrorException),
                });
            return null;
        }
    }

    /// <summary>The process is about to end. Called on any thread.</summary>
    private void Abandon(IReadOnlyList<PlannedRun> runs, string reason)
    {
        // The manifest first: the reader of the output may be gone.
        var id = recorder.Abandon(reason) ?? (runs is [var only] ? only.Id : null);
        display.Abandon(id is null ? reason : $"{id} failed: {reason}");
    }
}
