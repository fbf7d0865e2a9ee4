using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The gradients of a convolution that each example uses once, by inner products between its output positions, as in
/// <see cref="PatchConvolutionGradients"/>; but those between patches are sums of products between pixels, shifted, so that no patch is
/// laid out: &lt;u_q, u_p&gt; = sum over the kernel's places k of &lt;x_(q+k), x_(p+k)&gt;.
/// </summary>
internal sealed class ShiftedConvolutionGradients : LayerGradients
{
    private readonly ConvolutionGeometry _geometry;
    private readonly PatchProducts _products;
    private readonly double _ofBias;

    // [B, C, H, W] and [B, O, T].
    private readonly Tensor _image;
    private readonly Tensor _outputGradients;

    /// <param name="geometry">That of the layer, whose weight is trainable.</param>
    /// <param name="products">The products between the patches of its inputs.</param>
    /// <param name="call">Its only call. Borrowed.</param>
    /// <param name="bias">Whether there is a trainable bias.</param>
    public ShiftedConvolutionGradients(ConvolutionGeometry geometry, PatchProducts products, LayerCall call, bool bias)
    {
        _geometry = geometry;
        _products = products;
        _ofBias = bias ? 1 : 0;
        _image = Hold(geometry.Image(call.Input));
        _outputGradients = Hold(geometry.Raise(call.OutputGradient).flatten(2));
    }

    /// <summary>
    /// The numbers that one example takes: the two passes' images, the products between pixels and patches, and those between output
    /// gradients with their products.
    /// </summary>
    public static long TemporarySize(PatchProducts products, long channels, long positions) =>
        (2 * products.Rows.Pixels * products.Columns.Pixels * channels) + products.TemporarySize + (3 * positions * positions);

    public override Tensor SquaredNorms()
    {
        var products = _products.Of(_image, _image) + _ofBias;
        return (products * Autocast.Whole(_outputGradients.transpose(1, 2).bmm(_outputGradients))).sum([1, 2]).clamp_min(0);
    }

    public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
    {
        var image = _geometry.Image(input);
        var output = _geometry.Convolve(image);
        var products = _products.Of(_image, image) + _ofBias;
        var directions = _outputGradients * stepSizes.reshape(-1, 1, 1);
        return _geometry.Lower(output + Autocast.Whole(directions.bmm(products)).reshape(output.shape));
    }
}
