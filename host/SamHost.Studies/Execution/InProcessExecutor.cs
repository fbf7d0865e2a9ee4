using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
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
/// <param name="display">Shows progress.</param>
internal sealed class InProcessExecutor(
    SceneFactory scenes,
    StudyRehearsal rehearsal,
    RunRecorder recorder,
    RunTelemetry telemetry,
    IOptions<OutputOptions> output,
    IOptions<PluginsOptions> plugins,
    IHostEnvironment environment,
    IProgressDisplay display) : IRunExecutor
{
    public void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        using var calls = CallWatch.Start(plugins.Value.CallLimit, reason => Abandon(runs, reason));
        telemetry.Start();
        var folder = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
        var isFirst = true;
        // Those that failed come last: one that ends the process would end it before the others, however often the study is started again.
        foreach (var group in runs.GroupBy(run => (run.Plan, run.Seed, HasFailed: EarlierRun.HasFailed(run, folder)))
            .OrderBy(group => group.Key.HasFailed))
        {
            if (cancellation.IsCancellationRequested) return;
            var (builder, seeds) = (scenes.Of(group.Key.Plan), new SeedSequence(group.Key.Seed));
            using var data = Load(builder, seeds, group, ended, isFirst);
            if (data is null) continue;
            if (isFirst) rehearsal.Rehearse(group.Key.Plan, seeds, data);
            isFirst = false;
            foreach (var run in group)
            {
                if (cancellation.IsCancellationRequested
                    || recorder.Make(run, builder, seeds, data, folder, cancellation) is not { } outcome) return;
                ended(run, outcome);
            }
        }
    }

    public TelemetryCounts? CloseTelemetry() => telemetry.Close(display.Note);

    /// <summary>
    /// The data of a seed and point; null where they cannot be had, which fails the runs. A mistake of the user in the first, though, is a
    /// mistake in the study; later on it is beside the results that are there.
    /// </summary>
    private TrainingData? Load(
        SceneBuilder builder, SeedSequence seeds, IEnumerable<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, bool isFirst)
    {
        try
        {
            return builder.LoadData(seeds);
        }
        catch (Exception e) when (!isFirst || e is ComponentFailedException)
        {
            display.Note($"The data of seed {seeds.Root} cannot be had: {e.Message}");
            foreach (var run in runs) ended(run, new RunOutcome(run.Label, run.Seed, "", null, e.Message));
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
