using Microsoft.Extensions.Options;
using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Torch;
using SamHost.Training;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Execution;

/// <summary>The host's own observers of a run; the scene orders them by stage, with those of the study.</summary>
/// <param name="telemetry">Follows the runs.</param>
/// <param name="checkpoints">When checkpoints are written.</param>
/// <param name="torch">The device that runs train on.</param>
/// <param name="display">Shows progress.</param>
internal sealed class RunObservers(
    RunTelemetry telemetry, IOptions<CheckpointOptions> checkpoints, TorchRuntime torch, IProgressDisplay display)
{
    /// <summary>The observers, for the run to dispose, and among them the one that writes the manifest.</summary>
    /// <param name="run">The run.</param>
    /// <param name="seeds">Its seeds.</param>
    /// <param name="data">Its data; borrowed.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="interrupted">What it resumes from; null for a new run.</param>
    public (IReadOnlyList<ITrainingObserver> All, RunManifest Manifest) Of(
        PlannedRun run, SeedSequence seeds, TrainingData data, RunFolder folder, InterruptedRun? interrupted)
    {
        var plan = run.Plan;
        var followed = telemetry.Follow(run, folder.Path, interrupted?.State);
        var content = RunDescription.Of(run.Configuration, plan, run.Optimizer, seeds, data, torch.Open());
        if (interrupted is not null)
            RunManifest.Continue(content, folder.File(RunFolder.ManifestFile), interrupted.Name, interrupted.State.Step);
        var manifest = new RunManifest(folder.File(RunFolder.ManifestFile), content, followed?.Counts);
        List<ITrainingObserver> observers =
        [
            new MetricsFile(),
            new ExamplesFile(plan.RecordsExamplesAt, plan.RecordsWeightsAt),
            display.Follow(run.Label, run.Seed),
            new Checkpointer(
                checkpoints.Value, betweenEpochs: plan.Study.OnDivergence == DivergencePolicy.Restore, followed?.CheckpointWritten),
            manifest,
        ];
        if (plan.Study.EarlyStopping is { } earlyStopping) observers.Insert(0, new EarlyStopping(earlyStopping));
        if (followed is not null) observers.Insert(0, followed.Observer);
        return (observers, manifest);
    }
}
