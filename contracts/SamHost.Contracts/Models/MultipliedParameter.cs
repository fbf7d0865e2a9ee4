using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SamHost.Contracts.Models;

/// <summary>
/// A layer that multiplies what it is given by a parameter, such as a gain or a gate of one's own. Its per-example gradients have a fast
/// rule, which a parameter that is used in <c>forward</c> by an operator has not.
/// </summary>
public sealed class MultipliedParameter : Module<Tensor, Tensor>
{
    /// <summary>The parameter. Owned.</summary>
    public Parameter weight { get; private set; }

    /// <summary>Creates the layer.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="shape">
    /// The shape of the parameter: the last sides of the input [B, ...], or 1 where it is the same along a side.
    /// </param>
    /// <param name="value">What the numbers of the parameter begin as.</param>
    public MultipliedParameter(string name, long[] shape, double value = 1)
        : base(name)
    {
        using var scope = NewDisposeScope();
        weight = new Parameter(full(shape, value));
        weight.DetachFromDisposeScope();
        register_parameter(nameof(weight), weight);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input * weight;
}
