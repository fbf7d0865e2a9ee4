using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using SamHost.Plugins.Calls;
using SamHost.Runs;
using SamHost.Runs.Ledger;
using SamHost.Studies.Progress;
using SamHost.Telemetry;
using SamHost.Training;
using SamHost.Training.Checkpointing;
using static TorchSharp.torch;

namespace SamHost.Studies;

/// <summary>Runs a study in this process, one run after the other. A run that fails does not stop the others.</summary>
/// <param name="runs">The study.</param>
/// <param name="scenesOf">Assembles the runs of a point.</param>
/// <param name="device">Where runs train.</param>
/// <param name="workingDirectory">Where relative paths start.</param>
/// <param name="display">Shows progress.</param>
/// <param name="telemetry">What is told of each run; null where nothing is.</param>
public sealed class StudyRunner(
    StudyRuns runs, Func<StudyPlan, SceneBuilder> scenesOf, Device device, string workingDirectory, IProgressDisplay display, TelemetryPipeline? telemetry = null)
{
    private readonly string _output = Path.GetFullPath(runs.Plan.Settings.Output.Directory, workingDirectory);
    private readonly RunLedger _index = new(Path.GetFullPath(runs.Plan.Settings.Output.Directory, workingDirectory), display.Note);
    private volatile RunInProgress? _inProgress;

    /// <summary>Whether runs that are complete already are made again.</summary>
    public bool Again { get; init; }

    /// <summary>Whether runs that were interrupted go on from their last checkpoint, and do not begin anew.</summary>
    public bool GoesOn { get; init; } = true;

    /// <summary>Runs to the end, or until cancelled: then what the run in progress has is written.</summary>
    /// <exception cref="UserErrorException">The data set or the noise cannot be had, a component refuses them, or results cannot be written.</exception>
    public StudyResult Run(CancellationToken cancellation)
    {
        var ledger = new StudyLedger(runs, _output, Again);
        var rehearsed = false;
        // Those that failed come last: one that ends the process would have it end before the others, however often the study is started again.
        foreach (var group in ledger.Missing.GroupBy(run => (run.Plan, run.Seed, HasFailed: EarlierRun.HasFailed(run, _output))).OrderBy(group => group.Key.HasFailed))
        {
            if (cancellation.IsCancellationRequested) break;
            var (scenes, seeds) = (scenesOf(group.Key.Plan), new SeedSequence(group.Key.Seed));
            using var data = Load(scenes, seeds, group, ledger, isFirst: !rehearsed);
            if (data is null) continue;
            if (!rehearsed) new StudyRehearsal(runs, scenesOf).Make(group.Key.Plan, seeds, data, telemetry?.Traces == true, display.Say);
            rehearsed = true;
            foreach (var run in group)
            {
                if (cancellation.IsCancellationRequested || RunOne(run, scenes, seeds, data, cancellation) is not { } outcome) return ledger.Close(cancelled: true);
                ledger.Add(run, outcome);
            }
        }

        return ledger.Close(cancellation.IsCancellationRequested && ledger.Missing.Count > 0);
    }

    /// <summary>The process is about to end: says why, and puts it into the manifest of the run in progress. Called on any thread.</summary>
    public void GiveUp(string reason)
    {
        if (_inProgress is not { } run)
        {
            // Where there is only one, it is the one that would have begun.
            display.Note(runs.All is [var only] ? $"{only.Id} failed: {reason}" : reason);
            return;
        }

        // First what stays: whoever reads the output may be gone.
        run.Manifest.RunFailed(new InvalidOperationException(reason));
        _index.Index(run.Folder);
        display.Note($"{run.Id} failed: {reason}");
    }

    /// <summary>
    /// The data of a seed and point; null where they cannot be had, which is a failure of the runs. What the user has wrong in the first, though, is wrong with the
    /// study; later on it is beside the results that are there.
    /// </summary>
    private TrainingData? Load(SceneBuilder scenes, SeedSequence seeds, IEnumerable<PlannedRun> users, StudyLedger ledger, bool isFirst)
    {
        try
        {
            return scenes.LoadData(seeds);
        }
        catch (Exception e) when (!isFirst || e is ComponentFailedException)
        {
            display.Note($"The data of seed {seeds.Root} cannot be had: {e.Message}");
            foreach (var run in users) ledger.Add(run, new RunOutcome(run.Label, run.Seed, "", null, e.Message));
            return null;
        }
    }

    /// <summary>The outcome; null where the run was cancelled.</summary>
    private RunOutcome? RunOne(PlannedRun run, SceneBuilder scenes, SeedSequence seeds, TrainingData data, CancellationToken cancellation)
    {
        var isInterrupted = GoesOn && InterruptedRun.Exists(run, _output);
        // What is wrong with the output folder is wrong for every run that begins; one that cannot go on is a failure of its own.
        using var begun = isInterrupted ? null : RunFolder.Create(_output, run.Plan.Study.Name, run.Id);
        if (begun?.Previous is { } previous)
        {
            display.Note($"{run.Id} ran before; its earlier results are now in {Path.GetRelativePath(workingDirectory, previous)}.");
            _index.Index(previous);
        }

        var outcome = new RunOutcome(run.Label, run.Seed, RunFolder.PathOf(_output, run.Plan.Study.Name, run.Id), null, null);
        try
        {
            if (EarlierRun.DiedIn(begun?.Previous ?? outcome.Folder) is { } call) display.Note($"{run.Id} did not come to its end the last time, and was in {call}.");
            using var reopened = isInterrupted ? RunFolder.Reopen(_output, run.Plan.Study.Name, run.Id) : null;
            using var interrupted = isInterrupted ? InterruptedRun.Open(outcome.Folder, display.Note) : null;
            var folder = begun ?? reopened!;
            if (interrupted is null) DurableFile.Write(folder.File(RunFolder.ConfigurationFile), RunFolder.Text(run.Configuration.Json));
            else display.Note($"{run.Id} goes on after {interrupted.Name}.");
            File.Delete(folder.File(RunFolder.ErrorFile));
            using var record = LastCall.Open(folder.Path);
            using var scene = Assemble(run, scenes, seeds, data, folder, interrupted);
            return outcome with { Result = new Trainer(scene).Train(cancellation) };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            display.Note($"{run.Id} was interrupted; it goes on from there when the study is run again, or by: samhost resume {Path.GetRelativePath(workingDirectory, outcome.Folder)}");
            return null;
        }
        catch (Exception e)
        {
            // Below the first line of libtorch's stand its own frames.
            var reason = e is ExternalException ? e.Message.Split('\n')[0] : e.Message;
            display.Note($"{run.Id} failed: {reason}");
            if (e is not (ComponentException or UserErrorException or DivergedException)) KeepTrace(outcome.Folder, e);
            KeepReason(e);
            return outcome with { Error = reason };
        }
        finally
        {
            _inProgress = null;
        }
    }

    private RunScene Assemble(PlannedRun run, SceneBuilder scenes, SeedSequence seeds, TrainingData data, RunFolder folder, InterruptedRun? interrupted)
    {
        var observers = HostObservers(run, seeds, data, folder, interrupted);
        _inProgress = new RunInProgress(run.Id, folder.Path, observers.OfType<RunManifest>().Single());
        try
        {
            return scenes.Build(run.Optimizer, run.Configuration, seeds, data, folder.Path, observers, interrupted?.State);
        }
        catch (Exception e)
        {
            // There is no trainer yet that would tell them, and the manifest is to say why.
            foreach (var observer in observers) observer.RunFailed(e);
            throw;
        }
    }

    /// <summary>Has the manifest say why where nobody told it: whoever failed in the start of the run came before it.</summary>
    private void KeepReason(Exception error)
    {
        if (_inProgress is not { Manifest.HasEnded: false } run) return;
        try
        {
            run.Manifest.RunFailed(error);
            _index.Index(run.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Likely the very reason why the run failed.
            return;
        }
    }

    /// <summary>The whole of it for whoever mends the component; the user sees the message.</summary>
    private static void KeepTrace(string folder, Exception error)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, RunFolder.ErrorFile), error.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Likely the very reason why the run failed.
            return;
        }
    }

    // Early stopping comes first: what it asks for is then seen by the rest. The checkpoints come after all that may have a state, and the manifest, which says that a run is complete, after its last checkpoint; last the ledger, which reads it.
    private List<ITrainingObserver> HostObservers(PlannedRun run, SeedSequence seeds, TrainingData data, RunFolder folder, InterruptedRun? interrupted)
    {
        var plan = run.Plan;
        var followed = telemetry?.Follow(
            run.Id, folder.Path, Rho(run.Optimizer), interrupted?.State.Components.GetValueOrDefault(TelemetryPipeline.StateName));
        var manifest = RunDescription.Of(run.Configuration, plan, run.Optimizer, seeds, data, device);
        if (interrupted is not null) RunManifest.GoOn(manifest, folder.File(RunFolder.ManifestFile), interrupted.Name, interrupted.State.Progress.Step);
        List<ITrainingObserver> observers =
        [
            new MetricsFile(),
            new ExamplesFile(plan.RecordsExamplesAt, plan.RecordsWeightsAt),
            .. followed is null ? Array.Empty<ITrainingObserver>() : [followed.Observer],
            display.Follow(run.Label, run.Seed),
            new Checkpointer(plan.Settings.Checkpoints, betweenEpochs: plan.Study.OnDivergence == DivergencePolicy.Restore, followed?.CheckpointWritten),
            new RunManifest(folder.File(RunFolder.ManifestFile), manifest, followed?.Counts),
            new LedgerObserver(_index, folder.Path),
        ];
        if (plan.Study.EarlyStopping is { } earlyStopping) observers.Insert(0, new EarlyStopping(earlyStopping));
        return observers;
    }

    private static double? Rho(OptimizerPlan optimizer) =>
        OptionsText.ToJson(optimizer.Optimizer.Options)["Rho"] is JsonValue value && value.TryGetValue<double>(out var rho) ? rho : null;

    private sealed record RunInProgress(string Id, string Folder, RunManifest Manifest);
}
