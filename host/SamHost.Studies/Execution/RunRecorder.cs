using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Runs;
using SamHost.Runs.Ownership;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Studies.Scenes;
using SamHost.Training;

namespace SamHost.Studies.Execution;

/// <summary>Makes one run into its folder: starts or resumes it, trains, and writes how it ended.</summary>
/// <param name="observers">What the host itself has follow a run.</param>
/// <param name="options">Whether an interrupted run begins anew.</param>
/// <param name="environment">Messages show paths relative to its content root.</param>
/// <param name="display">Shows progress.</param>
internal sealed class RunRecorder(RunObservers observers, ExecutionOptions options, IHostEnvironment environment, IProgressDisplay display)
{
    private volatile RunInProgress? _inProgress;

    /// <summary>Makes a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="scenes">Assembles it.</param>
    /// <param name="seeds">Its seeds.</param>
    /// <param name="data">The data of its seed; borrowed.</param>
    /// <param name="outputDirectory">Where results go.</param>
    /// <param name="cancellation">Cancels it: a checkpoint is written.</param>
    /// <returns>The outcome; null where the run was cancelled.</returns>
    /// <exception cref="UserErrorException">The output directory cannot be written to.</exception>
    public RunOutcome? Make(
        PlannedRun run, SceneBuilder scenes, SeedSequence seeds, TrainingData data, string outputDirectory, CancellationToken cancellation)
    {
        var study = run.Plan.Study.Name;
        var isInterrupted = !options.Restart && InterruptedRun.Exists(run, outputDirectory);
        // A bad output folder fails every new run, so it ends the study. A run that cannot be resumed fails alone.
        using var begun = isInterrupted ? null : RunFolder.Create(outputDirectory, study, run.Id, options.Job, display.Note);
        if (begun?.Previous is { } previous) display.Note($"{run.Id} ran before; its earlier results are now in {Shown(previous)}.");
        var outcome = new RunOutcome(run.Label, run.Seed, RunFolder.PathOf(outputDirectory, study, run.Id), null, null);
        RunOwnership? owner = null;
        try
        {
            if (EarlierRun.DiedIn(begun?.Previous ?? outcome.Folder, outcome.Folder) is { } call)
                display.Note($"{run.Id} did not come to its end the last time, and was in {call}.");
            using var reopened = isInterrupted ? RunFolder.Reopen(outputDirectory, study, run.Id, options.Job, display.Note) : null;
            using var interrupted = isInterrupted ? InterruptedRun.Open(outcome.Folder, display.Note) : null;
            var folder = begun ?? reopened!;
            owner = folder.Owner;
            if (interrupted is null) DurableFile.Write(folder.File(RunFolder.ConfigurationFile), RunFolder.Text(run.Configuration.Json));
            else display.Note($"{run.Id} goes on after {interrupted.Name}.");
            File.Delete(folder.File(RunFolder.ErrorFile));
            using var record = LastCall.Open(folder.Path);
            using var scene = Assemble(run, scenes, seeds, data, folder, interrupted);
            // Who is no longer the owner ends in its next write that counts, or here, where there is none to come.
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation, folder.Owner.Lost);
            return outcome with { Result = new Trainer(scene).Train(ending.Token) };
        }
        catch (Exception) when (owner?.Loss is not null)
        {
            // Whatever ended this attempt, what the folder says is another's now.
            display.Note($"{run.Id}: {owner.Loss}");
            return outcome with { Error = owner.Loss, IsOwnedElsewhere = true };
        }
        catch (UserErrorException e) when (e.ExitCode == ExitCode.OwnedElsewhere)
        {
            display.Note(e.Message);
            return outcome with { Error = e.Message, IsOwnedElsewhere = true };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            display.Note(
                $"{run.Id} was interrupted; it goes on from there when the study is run again, or by: samhost resume "
                    + $"{Shown(outcome.Folder)}");
            return null;
        }
        catch (Exception e)
        {
            // Below the first line of libtorch's stand its own frames.
            var reason = e is ExternalException ? e.Message.Split('\n')[0] : e.Message;
            display.Note($"{run.Id} failed: {reason}");
            var isExpected = e is ComponentException or UserErrorException or DivergedException;
            if (!isExpected) KeepTrace(outcome.Folder, e);
            KeepReason(e);
            return outcome with { Error = reason, MayHaveHarmedProcess = !isExpected };
        }
        finally
        {
            _inProgress = null;
        }
    }

    /// <summary>The process is about to end: puts the reason into the manifest of the run in progress. Called on any thread.</summary>
    /// <returns>The run's id; null where no run is in progress.</returns>
    public string? Abandon(string reason)
    {
        var run = _inProgress;
        run?.Manifest.RunFailed(new InvalidOperationException(reason));
        return run?.Id;
    }

    private RunScene Assemble(
        PlannedRun run, SceneBuilder scenes, SeedSequence seeds, TrainingData data, RunFolder folder, InterruptedRun? interrupted)
    {
        var (all, manifest) = observers.Of(run, seeds, data, folder, interrupted);
        _inProgress = new RunInProgress(run.Id, manifest);
        try
        {
            var scene = scenes.Build(run.Optimizer, run.Configuration, seeds, data, folder.Path, all, interrupted?.State);
            foreach (var record in all.OfType<LayerWaysRecord>()) record.Gradients = scene.Gradients;
            return scene;
        }
        catch (Exception e)
        {
            // There is no trainer yet that would tell them, and the manifest is to say why.
            foreach (var observer in all) observer.RunFailed(e);
            throw;
        }
    }

    /// <summary>Writes the reason into the manifest where no observer was told: an earlier one failed in the start of the run.</summary>
    private void KeepReason(Exception error)
    {
        if (_inProgress is not { Manifest.HasEnded: false } run) return;
        try
        {
            run.Manifest.RunFailed(error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Likely the very reason why the run failed.
            return;
        }
    }

    /// <summary>The full exception, for the component's author; the user sees the message.</summary>
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

    private string Shown(string path) => Path.GetRelativePath(environment.ContentRootPath, path);

    private sealed record RunInProgress(string Id, RunManifest Manifest);
}
