using SamHost.Contracts.Training;

namespace SamHost.Studies.Progress;

/// <summary>Follows a run of this process for a display.</summary>
internal sealed class RunFollower(IRunDisplay display) : ITrainingObserver
{
    private RunProgress? _progress;

    public ObserverStage Stage => ObserverStage.Follow;

    public void RunStarting(TrainingRun run) => _progress = new RunProgress(run);

    public void EpochStarting(int epoch) => _progress!.EpochStarting();

    public void StepCompleted(StepCompleted step)
    {
        _progress!.StepCompleted(step);
        Show(epochEnded: false);
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        _progress!.EpochCompleted(epoch);
        Show(epochEnded: true);
    }

    public void RunCompleted(RunCompleted result) => display.Complete();

    public void RunFailed(Exception reason) => display.Fail();

    private void Show(bool epochEnded) => display.Show(_progress!.Fraction, epochEnded, _progress.ToString);
}
