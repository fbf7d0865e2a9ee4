namespace SamHost.Contracts.Training;

/// <summary>
/// What a component keeps between its calls, for a run that is interrupted and goes on later as if it never had been: an optimizer with a
/// running mean, an observer that counts. An optimizer or an observer implements it beside its own interface; one that keeps nothing need
/// not.
/// </summary>
public interface ICheckpointed
{
    /// <summary>Writes down what it keeps. Called between two steps or two epochs.</summary>
    /// <param name="state">Empty; its tensors are read before the next step, and may be the component's own.</param>
    void Save(CheckpointedState state);

    /// <summary>
    /// Takes back what <see cref="Save"/> wrote down, in a run that goes on: once, after <see cref="ITrainingObserver.RunStarting"/> and,
    /// in the middle of an epoch, after that epoch's <see cref="ITrainingObserver.EpochStarting"/>; so whatever these begin is replaced.
    /// </summary>
    /// <param name="state">What was saved; its tensors, on the CPU, are borrowed: copy what you keep.</param>
    void Restore(CheckpointedState state);
}
