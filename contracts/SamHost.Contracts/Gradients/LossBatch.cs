using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>What a loss is a function of. The tensors are borrowed.</summary>
/// <param name="Logits">[B, C], or [B, 1] for a binary model.</param>
/// <param name="Labels">The given, possibly wrong, labels: int64 [B], on the device of the logits.</param>
/// <param name="Indices">Each example's index in the training set: int64 [B], on the CPU.</param>
public sealed record LossBatch(Tensor Logits, Tensor Labels, Tensor Indices);
