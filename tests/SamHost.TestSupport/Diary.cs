using SamHost.Contracts.Training;

namespace SamHost.TestSupport;

/// <summary>An observer that writes down each call, in a list that several may share, and then does what the test wants.</summary>
/// <param name="name">Its name, the first word of each line.</param>
/// <param name="lines">Where it writes.</param>
/// <param name="then">What it does after a call, given the line without the name.</param>
internal sealed class Diary(string name, List<string> lines, Action<string>? then = null) : ITrainingObserver
{
    public ObserverStage Stage => ObserverStage.Follow;

    public TrainingRun? Run { get; private set; }

    public RunCompleted? Result { get; private set; }

    public Exception? Reason { get; private set; }

    public List<Evaluation> Evaluations { get; } = [];

    public void RunStarting(TrainingRun run)
    {
        Run = run;
        Write(nameof(RunStarting));
    }

    public void EpochStarting(int epoch) => Write($"{nameof(EpochStarting)} {epoch}");

    public void StepCompleted(StepCompleted step) => Write($"{nameof(StepCompleted)} {step.Epoch} {step.Step}");

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (epoch.Evaluation is not null) Evaluations.Add(epoch.Evaluation);
        Write($"{nameof(EpochCompleted)} {epoch.Epoch}{(epoch.Evaluation is null ? "" : " evaluated")}");
    }

    public void RunCompleted(RunCompleted result)
    {
        Result = result;
        Write(nameof(RunCompleted));
    }

    public void RunFailed(Exception reason)
    {
        Reason = reason;
        Write(nameof(RunFailed));
    }

    private void Write(string line)
    {
        lines.Add($"{name} {line}");
        then?.Invoke(line);
    }
}
