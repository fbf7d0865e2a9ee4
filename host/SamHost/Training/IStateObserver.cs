using SamHost.Contracts.Training;

namespace SamHost.Training;

/// <summary>An observer of the host's that keeps the state of a run for later. Comes after every observer that has a state of its own.</summary>
public interface IStateObserver : ITrainingObserver
{
    /// <summary>Called before the run starts.</summary>
    /// <param name="progress">How far the run is, at any time.</param>
    /// <param name="take">Takes the run's state, between two steps. What it returns borrows the run's tensors: it is not disposed, and holds until the next step.</param>
    void Attach(TrainingProgress progress, Func<RunState> take);

    /// <summary>The run is about to fail, and the weights are still those of before the step that failed it.</summary>
    /// <returns>Where a good state is kept, for a person; null where there is none.</returns>
    string? KeepGood();

    /// <summary>The last state that was kept, for the caller to dispose; null where there is none.</summary>
    RunState? LastGood();
}
