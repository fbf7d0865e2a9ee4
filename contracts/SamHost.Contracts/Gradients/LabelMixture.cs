using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>
/// The second label of each example of a batch whose inputs are mixtures: with share k, the loss of example i is k l(f_i, label of i) +
/// (1 - k) l(f_i, label of its partner). The tensors are the step's: borrowed.
/// </summary>
/// <remarks>Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018 (arXiv 1710.09412).</remarks>
/// <param name="Labels">The given labels of the partners: int64 [B], on the run's device.</param>
/// <param name="Indices">The partners' indices in the training set: int64 [B], on the CPU.</param>
/// <param name="Shares">The share of each example's own label, in [0, 1]: [B], on the run's device.</param>
public sealed record LabelMixture(Tensor Labels, Tensor Indices, Tensor Shares);
