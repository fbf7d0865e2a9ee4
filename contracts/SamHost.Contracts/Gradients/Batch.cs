using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>The examples of one step. The tensors are the step's: borrowed, not to be disposed.</summary>
/// <param name="Inputs">[B, ...], on the run's device.</param>
/// <param name="Labels">The given, possibly wrong, labels: int64 [B], on the run's device.</param>
/// <param name="Indices">Each example's index in the training set: int64 [B], on the CPU.</param>
public sealed record Batch(Tensor Inputs, Tensor Labels, Tensor Indices)
{
    /// <summary>The batch size, B.</summary>
    public int Size => (int)Labels.shape[0];
}
