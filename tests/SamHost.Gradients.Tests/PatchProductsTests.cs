using CsCheck;
using SamHost.Gradients.Layers;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Inner products between patches, against those of the patches laid out.</summary>
public class PatchProductsTests
{
    [Fact]
    public void Products_and_their_gradients_are_those_of_the_patches() => Gen.Int[0, 1_000_000].Sample(
        seed =>
        {
            using var scope = NewDisposeScope();
            manual_seed(seed);
            var random = new Random(seed);
            var kernel = (Height: random.Next(1, 5), Width: random.Next(1, 5));
            var dilation = (Height: random.Next(1, 4), Width: random.Next(1, 4));
            var padding = (Height: random.Next(0, 4), Width: random.Next(0, 4));
            using var layer = nn.Conv2d(
                2, 1, kernel, (random.Next(1, 5), random.Next(1, 5)), padding, dilation,
                random.Next(4) == 0 ? PaddingModes.Replicate : PaddingModes.Zeros);
            // From the smallest image that the kernel fits into.
            long[] shape =
            [
                3, 2, Math.Max(1, (dilation.Height * (kernel.Height - 1)) + 1 - (2 * padding.Height)) + random.Next(5),
                Math.Max(1, (dilation.Width * (kernel.Width - 1)) + 1 - (2 * padding.Width)) + random.Next(5),
            ];
            var geometry = new ConvolutionGeometry(layer);
            var (left, right) = (randn(shape, ScalarType.Float64), randn(shape, ScalarType.Float64).requires_grad_());

            var expected = geometry.Patches(geometry.Image(left)).bmm(geometry.Patches(geometry.Image(right)).transpose(1, 2));
            var products = geometry.Products(left).Of(geometry.Image(left), geometry.Image(right));

            TensorAssert.Close(expected, products);
            var weights = randn_like(expected);
            TensorAssert.Close(
                autograd.grad([(expected * weights).sum()], [right])[0], autograd.grad([(products * weights).sum()], [right])[0]);
        },
        iter: 200,
        threads: 1);
}
