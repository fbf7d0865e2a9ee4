using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>A loss with its definition.</summary>
/// <param name="Loss">The component.</param>
/// <param name="Definition">The loss of an example, of its logits [1, C], label and index: a scalar, in plain arithmetic.</param>
internal sealed record SampleLoss(ILoss Loss, Func<Tensor, int, int, Tensor> Definition);
