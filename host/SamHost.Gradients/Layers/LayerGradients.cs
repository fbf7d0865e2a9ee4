using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The summed gradients of groups of examples in one layer's parameters, without necessarily holding any of them. Tensors belong to the dispose
/// scope in which they are made.
/// </summary>
internal abstract class LayerGradients
{
    /// <summary>The squared norm of each group's gradient, over all trainable parameters of the layer: [G].</summary>
    public abstract Tensor SquaredNorms();

    /// <summary>
    /// The layer's output where each group's parameters are displaced along its gradient. Constant in the parameters, but not in the input: autograd
    /// through it gives the gradients at the displaced parameters.
    /// </summary>
    /// <param name="input">The input in this pass, with its graph: [B, ...].</param>
    /// <param name="output">The output at the undisplaced parameters: [B, ...].</param>
    /// <param name="stepSize">How far along the gradient, for each group: [G].</param>
    public abstract Tensor PerturbedOutput(Tensor input, Tensor output, Tensor stepSize);

    /// <summary>The gradient of the whole batch in each trainable parameter: what autograd must agree with.</summary>
    public abstract IEnumerable<(Parameter Parameter, Tensor Gradient)> BatchGradients();
}
