using SamHost.Contracts.Training;
using SamHost.Runs.Ownership;

namespace SamHost.Studies.Progress;

/// <summary>Has the heartbeat of a run say how far it is, for those who look at its folder from elsewhere.</summary>
internal sealed class OwnerProgress(RunOwnership owner) : ITrainingObserver
{
    private RunProgress? _progress;

    public ObserverStage Stage => ObserverStage.Follow;

    public void RunStarting(TrainingRun run)
    {
        var progress = _progress = new RunProgress(run);
        owner.Progress = () => (progress.Fraction, progress.ToString());
    }

    public void EpochStarting(int epoch) => _progress!.EpochStarting();

    public void StepCompleted(StepCompleted step) => _progress!.StepCompleted(step);

    public void EpochCompleted(EpochCompleted epoch) => _progress!.EpochCompleted(epoch);
}
