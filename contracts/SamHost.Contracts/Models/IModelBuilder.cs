using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Contracts.Models;

/// <summary>A model component: builds the network that a run trains.</summary>
/// <remarks>
/// Under <c>Torch:Precision</c> the host may convert the network to float64, or run it with matrix products and convolutions of bfloat16: a
/// constant that <c>forward</c> makes has the type of what it is combined with, or is a buffer.
/// </remarks>
public interface IModelBuilder
{
    /// <summary>Builds the network with fresh weights, float32, on the CPU. Called once for each run.</summary>
    /// <param name="shape">The shape of the data.</param>
    /// <returns>
    /// A module that maps inputs [B, ...] to logits [B, C], or [B, 1] for a binary model. The caller disposes it. Its weights
    /// come from the global random generator, which the host seeds before the call. Inside <c>forward</c>, submodules are
    /// invoked with <c>call</c>, never with <c>forward</c>: per-example gradients need their hooks.
    /// </returns>
    /// <exception cref="Plugins.ComponentException">The model cannot take inputs of this shape.</exception>
    nn.Module<Tensor, Tensor> Build(DataShape shape);
}
