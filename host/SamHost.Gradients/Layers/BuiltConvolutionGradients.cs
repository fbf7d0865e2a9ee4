using SamHost.Gradients.Precision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The gradients of a convolution, built: the groups stand side by side as blocks of channels, so that one convolution makes every group's
/// gradient and one more applies every group's displaced weights.
/// </summary>
internal sealed class BuiltConvolutionGradients : LayerGradients
{
    private readonly Convolution _layer;
    private readonly ConvolutionGeometry _geometry;
    private readonly Grouping _groups;

    // [G * O, C / channel groups, kernel] and [G * O].
    private readonly Tensor? _weightGradients;
    private readonly Tensor? _biasGradients;

    public BuiltConvolutionGradients(
        Convolution layer, ConvolutionGeometry geometry, IReadOnlyList<LayerCall> calls, Grouping groups, bool weight, bool bias)
    {
        _layer = layer;
        _geometry = geometry;
        _groups = groups;
        var shape = geometry.Raise(layer.weight).shape;
        shape[0] *= groups.Count;
        if (weight)
        {
            var perCall = calls.Select(call => geometry.WeightGradient(
                SideBySide(geometry.Raise(call.OutputGradient)), SideBySide(geometry.Image(call.Input)), shape, groups.Count));
            _weightGradients = Hold(calls.Count == 1 ? perCall.Single() : Sum(perCall.Select(Autocast.Whole)));
        }

        if (bias) _biasGradients = Hold(Sum(calls.Select(call => SideBySide(geometry.Raise(call.OutputGradient)).sum([0, 2, 3]))));
    }

    public override Tensor SquaredNorms() =>
        Sum(new[] { _weightGradients, _biasGradients }.OfType<Tensor>()
            .Select(part => Autocast.Whole(part).reshape(_groups.Count, -1).square().sum([1L])));

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        using var weight = _geometry.Raise(_layer.weight.detach());
        using var bias = _layer.bias?.detach();
        var output = _geometry.Convolve(
            SideBySide(_geometry.Image(input)), Displaced(weight, _weightGradients, stepSizes)!, Displaced(bias, _biasGradients, stepSizes),
            _groups.Count);
        return _geometry.Lower(OneByOne(output));
    }

    /// <summary>Each group's own parameter, side by side: [G * O, ...].</summary>
    private Tensor? Displaced(Tensor? parameter, Tensor? gradients, Tensor stepSizes)
    {
        if (parameter is null) return null;
        long[] shape = [_groups.Count, .. parameter.shape];
        var each = parameter.unsqueeze(0);
        var displaced = gradients is null
            ? each.expand(shape)
            : each.addcmul(gradients.reshape(shape), stepSizes.reshape([_groups.Count, .. Enumerable.Repeat(1L, shape.Length - 1)]), 1);
        return displaced.flatten(0, 1);
    }

    /// <summary>[B, C, H, W] becomes [m, G * C, H, W].</summary>
    private Tensor SideBySide(Tensor images)
    {
        var shape = images.shape;
        return _groups.GroupSize == 1
            ? images.reshape(1, shape[0] * shape[1], shape[2], shape[3])
            : _groups.Gather(images.unsqueeze(1)).transpose(0, 1).flatten(1, 2);
    }

    /// <summary>The inverse of <see cref="SideBySide"/>.</summary>
    private Tensor OneByOne(Tensor images)
    {
        var shape = images.shape;
        long[] apart = [shape[0], _groups.Count, shape[1] / _groups.Count, shape[2], shape[3]];
        return _groups.GroupSize == 1 ? images.reshape(apart[1..]) : _groups.Scatter(images.reshape(apart).transpose(0, 1)).squeeze(1);
    }

    private static Tensor Sum(IEnumerable<Tensor> tensors) => tensors.Aggregate((left, right) => left + right);
}
