using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SamHost.Contracts.Models;

/// <summary>
/// A layer that adds a parameter to what it is given, such as a position embedding or a bias of one's own. Its per-example gradients have a
/// fast rule, which a parameter that is used in <c>forward</c> by an operator has not.
/// </summary>
public sealed class AddedParameter : Module<Tensor, Tensor>
{
    private readonly Parameter _weight;

    /// <summary>The parameter. Owned.</summary>
    public Parameter weight => _weight;

    /// <summary>Creates the layer.</summary>
    /// <param name="name">The layer's name.</param>
    /// <param name="shape">
    /// The shape of the parameter: the last sides of the input [B, ...], or 1 where it is the same along a side.
    /// </param>
    /// <param name="deviation">The parameter begins as normal numbers of this standard deviation around 0; 0 for zeros.</param>
    public AddedParameter(string name, long[] shape, double deviation = 0)
        : base(name)
    {
        using var scope = NewDisposeScope();
        _weight = new Parameter(deviation == 0 ? zeros(shape) : randn(shape).mul(deviation));
        _weight.DetachFromDisposeScope();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => input + _weight;
}
