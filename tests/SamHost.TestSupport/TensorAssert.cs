using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

internal static class TensorAssert
{
    /// <summary>||actual - expected|| is at most the given share of ||expected||.</summary>
    public static void Close(Tensor expected, Tensor actual, double relative = 1e-10)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        var error = (actual - expected).norm().ToDouble() / Math.Max(expected.norm().ToDouble(), 1e-300);
        Assert.True(error <= relative, $"The relative error is {error:g3}, more than {relative:g3}.");
    }

    public static void Close(double expected, double actual, double relative = 1e-10) =>
        Assert.True(
            Math.Abs(actual - expected) <= relative * Math.Max(Math.Abs(expected), 1e-300),
            $"{actual:r} is not {expected:r} within {relative:g3}.");
}
