using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>An observer of the host's that wants the total weight of a step's examples, which costs a rule more than it would else do.</summary>
public interface IWeightsObserver : ITrainingObserver
{
    /// <summary>Whether a step is to measure it.</summary>
    /// <param name="step">The step within the run, from 0.</param>
    /// <param name="indices">The indices of its examples: int64 [B], on the CPU; borrowed.</param>
    bool NeedsWeights(long step, Tensor indices);
}
