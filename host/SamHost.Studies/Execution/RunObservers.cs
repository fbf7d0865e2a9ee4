using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Studies.Folds;
using SamHost.Studies.Plans;
using SamHost.Studies.Predicting;
using SamHost.Studies.Progress;
using SamHost.Torch;
using SamHost.Training;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Execution;

/// <summary>The host's own observers of a run; the scene orders them by stage, with those of the study.</summary>
/// <param name="telemetry">Follows the runs.</param>
/// <param name="checkpoints">When checkpoints are written.</param>
/// <param name="torch">The device that runs train on.</param>
/// <param name="options">The job that makes the runs.</param>
/// <param name="display">Shows progress.</param>
/// <param name="environment">Relative paths start at its content root.</param>
internal sealed class RunObservers(
    RunTelemetry telemetry, IOptions<CheckpointOptions> checkpoints, TorchRuntime torch, ExecutionOptions options,
    IProgressDisplay display, IHostEnvironment environment)
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
        var (device, owner) = (torch.Open(), folder.Owner);
        var weights = NamedFiles.HashOfWeights(plan, environment.ContentRootPath);
        var content = RunDescription.Of(run.Configuration, plan, run.Optimizer, seeds, data, device, weights);
        content["parts"] = new JsonArray(RunPart.Describe(options.Job, device));
        if (interrupted is not null)
            RunManifest.Continue(content, folder.File(RunFolder.ManifestFile), interrupted.Name, interrupted.State.Step);
        var manifest = new RunManifest(
            folder.File(RunFolder.ManifestFile), content, owner, followed?.Counts, plan.RecordsWeightsAt);
        List<ITrainingObserver> observers =
        [
            new MetricsFile(owner),
            new ExamplesFile(plan.RecordsExamplesAt, plan.RecordsWeightsAt, owner),
            new OwnerProgress(owner),
            display.Follow(run.Label, run.Seed),
            new Checkpointer(
                checkpoints.Value, betweenEpochs: plan.Study.OnDivergence == DivergencePolicy.Restore, owner, followed?.CheckpointWritten),
            new LayerWaysRecord(content),
            manifest,
            new InputsRecorder(data),
        ];
        if (plan.Study.Fold is not null) observers.Add(new FoldPredictions(data, owner));
        if (plan.Study.EarlyStopping is { } earlyStopping) observers.Insert(0, new EarlyStopping(earlyStopping));
        if (followed is not null) observers.Insert(0, followed.Observer);
        return (observers, manifest);
    }
}
