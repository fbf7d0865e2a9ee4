using SamHost.Gradients.Precision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>A layer's gradients, one for each group and parameter, as they are.</summary>
internal abstract class BuiltGradients : LayerGradients
{
    // [G, ...] each.
    private Tensor[] _gradients = [];

    /// <summary>Sets each parameter's gradient for each group: [G, ...].</summary>
    protected void Set(IEnumerable<Tensor> gradients) => _gradients = [.. gradients.Select(Hold)];

    public override Tensor SquaredNorms() => _gradients
        .Select(gradient => linalg.vector_norm(Autocast.Whole(gradient).flatten(1), 2, [1L]).square())
        .Aggregate((left, right) => left + right);

    /// <summary>Each parameter displaced, for each group: [G, ...].</summary>
    protected Tensor[] Displaced(IEnumerable<Parameter> parameters, Tensor stepSizes) => [.. parameters.Zip(
        _gradients, (parameter, gradient) => Displaced(parameter, gradient, stepSizes))];

    private static Tensor Displaced(Parameter parameter, Tensor gradient, Tensor stepSizes)
    {
        using var constant = parameter.detach();
        return constant.unsqueeze(0).addcmul(gradient, stepSizes.reshape([-1, .. parameter.shape.Select(_ => 1L)]), 1);
    }
}
