using static TorchSharp.torch;

namespace SamHost.Contracts.Gradients;

/// <summary>
/// A forward pass of a batch at some weights: w, or w + eps_i for example i. Owns its tensors, which are valid until it is
/// disposed.
/// </summary>
public interface IForwardPass : IDisposable
{
    /// <summary>The logits, detached: [B, C], or [B, 1] for a binary model.</summary>
    Tensor Logits { get; }

    /// <summary>The loss of each example, in nats: [B].</summary>
    Tensor Losses { get; }

    /// <summary>The logit scale s_i of each example: the shape of the logits.</summary>
    Tensor LogitScales { get; }

    /// <summary>
    /// The norm of each example's gradient at the weights of this pass, over all trainable parameters together: [B].
    /// Null where nothing asked for it.
    /// </summary>
    Tensor? GradientNorms { get; }

    /// <summary>
    /// The last hidden activations z: the input of the last linear layer, [B, H], attached to the pass's graph so that a
    /// penalty on it can be added to <see cref="Backward"/>.
    /// </summary>
    /// <exception cref="Plugins.ComponentException">The model has no linear layer.</exception>
    Tensor LastHidden { get; }

    /// <summary>The weight v of the last linear layer: [C, H], the parameter itself, owned by the model.</summary>
    /// <exception cref="Plugins.ComponentException">The model has no linear layer.</exception>
    Tensor LastWeight { get; }

    /// <summary>
    /// Replaces every parameter's <c>grad</c> by the direction mean_i J_i^T s_i, with the Jacobians J_i of this pass and the logit
    /// scales s_i of <paramref name="scaleFrom"/>, plus the gradient of <paramref name="penalty"/>. Once a pass.
    /// </summary>
    /// <param name="scaleFrom">The pass whose logit scales weigh the Jacobians: this one or another of the same batch.</param>
    /// <param name="penalty">
    /// A scalar made from this pass's graph, after the pass was perturbed if it was, added to the objective; null for none.
    /// </param>
    void Backward(IForwardPass scaleFrom, Tensor? penalty = null);
}
