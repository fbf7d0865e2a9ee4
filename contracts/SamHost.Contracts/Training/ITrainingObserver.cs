namespace SamHost.Contracts.Training;

/// <summary>
/// An observer component: follows one run. The host calls it in this order, on one thread, observers in the order of their
/// <see cref="Stage"/> and then of the configuration: <c>RunStarting, { EpochStarting, { StepCompleted }, EpochCompleted },
/// RunCompleted</c>; or <c>RunFailed</c> in place of <c>RunCompleted</c>, once, whenever the run ends by an error or is cancelled after
/// <c>RunStarting</c> was called. Where another observer fails in <c>RunCompleted</c>, the run has failed, and <c>RunFailed</c> follows for
/// all. A run that goes on after an interruption begins with <c>RunStarting</c> again, and in the middle of an epoch with that epoch's
/// <c>EpochStarting</c>; see <see cref="ICheckpointed"/>.
/// </summary>
/// <remarks>
/// Arguments and their tensors are borrowed: copy what you keep, with <c>DetachFromDisposeScope</c> for a tensor. An exception
/// from an observer fails the run and names the observer.
/// </remarks>
public interface ITrainingObserver
{
    /// <summary>When it is called among the observers of the run. Asked once, before the run starts.</summary>
    ObserverStage Stage => ObserverStage.EarlyStopping;

    /// <summary>
    /// The run is assembled; no step has been taken, or none since an interruption (<see cref="TrainingRun.StartStep"/>).
    /// </summary>
    void RunStarting(TrainingRun run)
    {
    }

    /// <summary>An epoch begins.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    void EpochStarting(int epoch)
    {
    }

    /// <summary>A step was taken.</summary>
    void StepCompleted(StepCompleted step)
    {
    }

    /// <summary>An epoch ended, and was evaluated where the study says so.</summary>
    void EpochCompleted(EpochCompleted epoch)
    {
    }

    /// <summary>The run ended as planned, or because an observer asked it to stop.</summary>
    void RunCompleted(RunCompleted result)
    {
    }

    /// <summary>The run ended by an error, or was cancelled (<see cref="OperationCanceledException"/>).</summary>
    void RunFailed(Exception reason)
    {
    }
}
