using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The gradients of a convolution without channel groups, as those of a linear layer over the patches that its kernel sees.
/// </summary>
internal sealed class PatchConvolutionGradients : LayerGradients
{
    private readonly ConvolutionGeometry _geometry;
    private readonly PositionGradients _positions;

    public PatchConvolutionGradients(
        ConvolutionGeometry geometry, IReadOnlyList<LayerCall> calls, Grouping groups, bool weight, bool bias)
    {
        _geometry = geometry;
        _positions = new PositionGradients(
            Joined.Along(1, calls.Select(call => geometry.Patches(geometry.Image(call.Input)))),
            Joined.Along(1, calls.Select(call => geometry.Raise(call.OutputGradient).flatten(2).transpose(1, 2))),
            groups,
            weight,
            bias);
    }

    public override Tensor SquaredNorms() => _positions.SquaredNorms();

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        var image = _geometry.Image(input);
        var output = _geometry.Convolve(image);
        var displacement = _positions.Displacement(_geometry.Patches(image), stepSizes);
        return _geometry.Lower(output + displacement.transpose(1, 2).reshape(output.shape));
    }

    public override void Dispose()
    {
        _positions.Dispose();
        base.Dispose();
    }
}
