using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// How one layer's per-example gradients are made out of what a pass recorded of it. One object a layer, for as long as the engine.
/// </summary>
internal abstract class LayerRule
{
    /// <summary>
    /// How many examples the layer itself is called with where its output comes from here: none, or as few as it accepts.
    /// </summary>
    public virtual int IdleExamples => 0;

    /// <summary>Whether the layer takes the examples' parts, as of a sequence, one by one: [B, P, ...], of any number.</summary>
    public virtual bool ActsOnPositions => false;

    /// <summary>Whether weights are written, and put back, while examples are perturbed: graphs made before do not survive it.</summary>
    public virtual bool WritesWeights => false;

    /// <summary>
    /// Whether the gradient depends on the weights that the call saw, and not on its input and output gradient alone: the layer is not
    /// linear in its weights.
    /// </summary>
    public virtual bool NeedsWeights => false;

    /// <summary>The gradients of groups of examples; the caller disposes them.</summary>
    /// <param name="calls">
    /// The layer's calls in the pass, in order; at least one. Borrowed: what is kept is taken as handles of its own.
    /// </param>
    /// <param name="groups">The groups whose gradients are summed.</param>
    public abstract LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups);

    /// <summary>The gradient of the whole batch in each trainable parameter, summed over the calls.</summary>
    public abstract IEnumerable<(Parameter Parameter, Tensor Gradient)> BatchGradients(IReadOnlyList<LayerCall> calls);

    /// <summary>
    /// The most that making and using <see cref="Gradients"/> takes for one group, beside tensors of the size of the layer's inputs and
    /// outputs: in numbers, until the backward pass has been.
    /// </summary>
    /// <param name="calls">The layer's calls in the pass; at least one.</param>
    /// <param name="groupSize">How many examples a group has.</param>
    public abstract long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize);
}
