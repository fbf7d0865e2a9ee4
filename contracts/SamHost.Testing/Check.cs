using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>What the checks of every kind use.</summary>
internal static class Check
{
    /// <summary>Fails unless something holds.</summary>
    /// <exception cref="CheckFailedException">It does not.</exception>
    public static void That(bool holds, string otherwise)
    {
        if (!holds) throw new CheckFailedException(otherwise);
    }

    /// <summary>Whether two tensors are equal bit for bit, in shape and type too.</summary>
    public static bool AreSame(Tensor one, Tensor other) =>
        one.dtype == other.dtype && one.shape.SequenceEqual(other.shape)
        && one.cpu().contiguous().bytes.SequenceEqual(other.cpu().contiguous().bytes);

    /// <summary>The largest difference, in units of the largest number of the reference.</summary>
    public static double Error(Tensor found, Tensor reference)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var largest = reference.abs().max().ToDouble();
        var difference = (found - reference).abs().max().ToDouble();
        return largest == 0 ? difference : difference / largest;
    }

    /// <summary>A tensor's type and shape, for a message.</summary>
    public static string Shape(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
