using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>What a model gives for some examples: N rows each, on the run's device.</summary>
/// <param name="Logits">[N, C], or [N, 1] for a binary model.</param>
/// <param name="GivenLabels">The labels that the run knows, some of them wrong: int64 [N]. Of test examples, the true ones.</param>
/// <param name="TrueLabels">The labels before the noise: int64 [N]; the given ones where nobody knows which are right.</param>
public sealed record EvaluatedExamples(Tensor Logits, Tensor GivenLabels, Tensor TrueLabels);
