namespace SamHost.Contracts.Training;

/// <summary>
/// An observer that keeps the state of a run for later, as the host's checkpoints do. Its stage is <see cref="ObserverStage.Checkpoint"/>.
/// </summary>
public interface IRunStateObserver : ITrainingObserver
{
    /// <summary>Called before the run starts.</summary>
    /// <param name="take">
    /// Takes the run's state, between two steps. What it returns borrows the run's tensors: it is not disposed, and holds until the next
    /// step.
    /// </param>
    void Attach(Func<RunState> take);

    /// <summary>
    /// Keeps the state of the moment: the run is about to be interrupted between two steps, or to fail by a step that changed nothing.
    /// </summary>
    /// <returns>Where it is kept, for a person; null where it is not.</returns>
    string? Keep();

    /// <summary>
    /// The last state from before the first step or from the end of an epoch, to go back to after a divergence; the caller disposes it.
    /// Null where there is none.
    /// </summary>
    RunState? LastGood() => null;
}
