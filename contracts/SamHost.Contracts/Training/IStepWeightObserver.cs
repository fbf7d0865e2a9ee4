using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>
/// An observer that asks for the total weights of a step's examples (<see cref="PerExampleValues.Weight"/>). Measuring them costs a part
/// of a step more, so they are null in a step for which neither an observer asks nor the study (<c>Study:RecordWeightsAt</c>).
/// </summary>
public interface IStepWeightObserver : ITrainingObserver
{
    /// <summary>Whether a step is to measure them. Called before each step, until an observer says yes.</summary>
    /// <param name="step">The step within the run, from 0.</param>
    /// <param name="indices">The indices of its examples: int64 [B], on the CPU; borrowed.</param>
    bool NeedsWeights(long step, Tensor indices);
}
