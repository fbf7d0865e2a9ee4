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
    private readonly Parameter _weight;

    /// <summary>The parameter. Owned.</summary>
    public Parameter weight => _weight;

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
        _weight = new Parameter(full(shape, value));
        _weight.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input * _weight;
}
