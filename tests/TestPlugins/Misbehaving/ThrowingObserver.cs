using SamHost.Contracts.Training;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ThrowingObserver(ThrowingObserverOptions options) : ITrainingObserver, IDisposable
{
    private bool _started;

    public void RunStarting(TrainingRun run)
    {
        _started = true;
        Throw(nameof(RunStarting));
    }

    public void EpochStarting(int epoch) => Throw(nameof(EpochStarting));

    public void StepCompleted(StepCompleted step) => Throw(nameof(StepCompleted));

    public void EpochCompleted(EpochCompleted epoch) => Throw(nameof(EpochCompleted));

    public void RunCompleted(RunCompleted result) => Throw(nameof(RunCompleted));

    public void RunFailed(Exception reason) => Throw(nameof(RunFailed));

    public void Dispose()
    {
        if (_started) Throw(nameof(Dispose));
    }

    private void Throw(string call)
    {
        if (options.In == call) throw new InvalidOperationException("it rains");
    }
}

internal sealed class DisposingObserver : ITrainingObserver
{
    public void StepCompleted(StepCompleted step) => step.Results.Dispose();
}
