using System.Diagnostics;
using SamHost.Contracts.Training;
using SamHost.Runs.Ownership;
using static TorchSharp.torch;

namespace SamHost.Training.Checkpointing;

/// <summary>
/// Writes a run's checkpoints: every so many epochs or minutes, when the run is interrupted, before it fails by divergence, and at its end.
/// </summary>
/// <param name="options">When.</param>
/// <param name="betweenEpochs">
/// Whether one is written before the first step and at the end of each epoch, whatever the options say: to go back to.
/// </param>
/// <param name="owner">That this process makes the run.</param>
/// <param name="written">Called for each checkpoint with the time when it began.</param>
public sealed class Checkpointer(CheckpointOptions options, bool betweenEpochs, RunOwnership owner, Action<DateTime>? written = null)
    : IRunStateObserver
{
    private readonly Stopwatch _sinceLast = new();
    private CheckpointFolder? _folder;
    private Func<RunState>? _take;
    private string? _last;
    private long _startStep;

    public ObserverStage Stage => ObserverStage.Checkpoint;

    public void Attach(Func<RunState> take) => _take = take;

    public void RunStarting(TrainingRun run)
    {
        _startStep = run.StartStep;
        _folder = new CheckpointFolder(run.Folder, owner);
        _sinceLast.Start();
    }

    public void EpochStarting(int epoch)
    {
        if (betweenEpochs && epoch == 1 && _startStep == 0) Write();
    }

    public void StepCompleted(StepCompleted step)
    {
        if (IsTime) Write();
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (IsTime || betweenEpochs || epoch.Epoch % options.EveryEpochs == 0) Write();
    }

    public void RunCompleted(RunCompleted result) => Write();

    public string? Keep() => Write();

    public RunState? LastGood() => _folder!.Newest(_ => { }, betweenEpochs: true)?.State;

    private bool IsTime => _sinceLast.Elapsed.TotalMinutes >= options.EveryMinutes;

    private string Write()
    {
        var began = DateTime.UtcNow;
        using var scope = NewDisposeScope();
        var folder = _folder!.Write(_take!(), options.Keep);
        _sinceLast.Restart();
        // The end of a run finds that of its last epoch.
        if (folder != _last) written?.Invoke(began);
        return _last = folder;
    }
}
