using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>The examples of one step. The tensors are the step's: borrowed, not to be disposed.</summary>
/// <param name="Inputs">[B, ...], on the run's device, augmented where the study augments.</param>
/// <param name="Labels">The given, possibly wrong, labels: int64 [B], on the run's device.</param>
/// <param name="Indices">Each example's index in the training set: int64 [B], on the CPU.</param>
public sealed record Batch(Tensor Inputs, Tensor Labels, Tensor Indices)
{
    /// <summary>The batch size, B.</summary>
    public int Size => (int)Labels.size(0);

    /// <summary>The second label of each example; null where an example has one label, as without mixup.</summary>
    public LabelMixture? Mixture { get; init; }

    /// <summary>The same examples with other inputs, whose loss is a mixture of their own label's and of another example's.</summary>
    /// <param name="inputs">The mixed inputs: the shape of <see cref="Inputs"/>.</param>
    /// <param name="partners">The position in this batch, from 0, of the example that each is mixed with: int64 [B], on any device.</param>
    /// <param name="shares">The share of each example's own label, in [0, 1]: [B], of the inputs' type, on the run's device.</param>
    /// <exception cref="Plugins.ComponentException">The labels are mixed already: a chain of augmentations mixes once.</exception>
    public Batch Mix(Tensor inputs, Tensor partners, Tensor shares) => Mixture is null
        ? this with
        {
            Inputs = inputs,
            Mixture = new LabelMixture(
                Labels.index_select(0, partners.to(Labels.device)), Indices.index_select(0, partners.to(Indices.device)), shares),
        }
        : throw new Plugins.ComponentException(
            "an augmentation before it has mixed the labels of this batch already; take one of the two out of the chain.");

    /// <summary>Some of the examples, one after another.</summary>
    /// <param name="start">The position of the first, from 0.</param>
    /// <param name="count">How many they are.</param>
    /// <returns>A batch whose tensors are views of this one's; the caller disposes them, or its scope does.</returns>
    public Batch Narrow(long start, long count) =>
        new(Inputs.narrow(0, start, count), Labels.narrow(0, start, count), Indices.narrow(0, start, count))
        {
            Mixture = Mixture is not { } mixture ? null : new LabelMixture(
                mixture.Labels.narrow(0, start, count), mixture.Indices.narrow(0, start, count), mixture.Shares.narrow(0, start, count)),
        };
}
