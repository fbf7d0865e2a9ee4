using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The summed gradients of groups of examples in one layer's parameters, without necessarily holding any of them. Owns what it holds; what
/// it returns belongs to the dispose scope of the call.
/// </summary>
internal abstract class LayerGradients : HeldTensors
{
    /// <summary>The squared norm of each group's gradient, over all trainable parameters of the layer: [G].</summary>
    public abstract Tensor SquaredNorms();

    /// <summary>
    /// The layer's output where each group's parameters are displaced along its gradient. A constant in the parameters, but not in the
    /// input: autograd through it gives the gradients at the displaced parameters.
    /// </summary>
    /// <param name="input">The input in this pass, with its graph: [B, ...].</param>
    /// <param name="stepSizes">How far along the gradient, for each group: [G].</param>
    public abstract Tensor PerturbedOutput(Tensor input, Tensor stepSizes);

    /// <summary>
    /// Each example's own value of each trained parameter, [B, ...], as <see cref="PerturbedOutput"/> sees them: for rules that need them.
    /// </summary>
    public virtual IReadOnlyList<Tensor> PerturbedWeights(Tensor stepSizes) => [];

    /// <summary>The same, to be asked for later; the caller disposes them, before this.</summary>
    public virtual OwnWeights KeepWeights(Tensor stepSizes)
    {
        using var scope = NewDisposeScope();
        return new HeldWeights(PerturbedWeights(stepSizes));
    }

    /// <summary>Throws what went wrong in a backward pass through <see cref="PerturbedOutput"/> and could not be thrown there.</summary>
    public virtual void ThrowIfBackwardFailed()
    {
    }

    /// <summary>No more outputs follow: releases what their backward pass does not need.</summary>
    public virtual void Release() => Dispose();
}
