using static TorchSharp.torch;

namespace SamHost.Torch.Tests;

/// <summary>Convolutions on whatever processor this is.</summary>
public sealed class OneDnnTests
{
    [Theory]
    [InlineData(3, 4, 3, 1)]
    [InlineData(4, 8, 3, 1)]
    [InlineData(8, 8, 3, 2)]
    [InlineData(16, 32, 3, 1)]
    [InlineData(8, 16, 1, 1)]
    public void Gradients_of_convolutions_are_those_of_64_bit_numbers(int channels, int filters, int kernel, int stride)
    {
        LibTorch.Load();
        for (var i = 0; i < 5; i++)
        {
            using var scope = NewDisposeScope();
            using (NewDisposeScope())
                for (var size = 1; size <= 20; size++) full([size * 997], float.NaN);
            var (inputs, weights) = (randn(3, channels, 8, 8), randn(filters, channels, kernel, kernel));
            var single = Gradients(inputs, weights, stride);
            var twice = Gradients(inputs.to(ScalarType.Float64), weights.to(ScalarType.Float64), stride);
            foreach (var (gradient, exact) in single.Zip(twice))
                Assert.True(gradient.to(ScalarType.Float64).allclose(exact, 1e-4, 1e-4), $"oneDNN is off: {OneDnn.IsOff}");
        }
    }

    private static Tensor[] Gradients(Tensor inputs, Tensor weights, int stride)
    {
        (inputs, weights) = (inputs.detach().requires_grad_(true), weights.detach().requires_grad_(true));
        var outputs = nn.functional.conv2d(
            inputs, weights, padding: [weights.shape[2] / 2, weights.shape[2] / 2], strides: [stride, stride]);
        var direction = arange(outputs.numel(), outputs.dtype).remainder(5).reshape(outputs.shape) - 2;
        return [.. autograd.grad([(outputs * direction).sum()], [inputs, weights])];
    }
}
