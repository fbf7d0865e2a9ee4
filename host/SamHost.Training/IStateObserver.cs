using SamHost.Contracts.Training;

namespace SamHost.Training;

/// <summary>An observer of the host's that keeps the state of a run for later. Comes after every observer that has a state of its own.</summary>
public interface IStateObserver : ITrainingObserver
{
    /// <summary>Called before the run starts.</summary>
    /// <param name="progress">How far the run is, at any time.</param>
    /// <param name="take">Takes the run's state, between two steps. What it returns borrows the run's tensors: it is not disposed, and holds until the next step.</param>
    void Attach(TrainingProgress progress, Func<RunState> take);

    /// <summary>Keeps the state of the moment: the run is about to be interrupted between two steps, or to fail by a step that changed nothing.</summary>
    /// <returns>Where it is kept, for a person.</returns>
    string Keep();

    /// <summary>The last state from before the first step or the end of an epoch, which no clock and no interruption has to do with, for the caller to dispose; null where there is none.</summary>
    RunState? LastGood();
}
