using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>What checks of tensors after a call to a component have in common.</summary>
public static class TensorCheck
{
    /// <summary>Throws where something is not so. The message is put together only then: most checks are made in each step.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    internal static void Require(bool isSo, [InterpolatedStringHandlerArgument(nameof(isSo))] ref FailureText otherwise)
    {
        if (!isSo) throw new InvalidOperationException(otherwise.ToString());
    }

    /// <summary>Throws where something is not so.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static void Require(bool isSo, string otherwise)
    {
        if (!isSo) throw new InvalidOperationException(otherwise);
    }

    /// <summary>Whether a tensor was not disposed.</summary>
    public static bool IsThere(Tensor tensor) => !tensor.IsInvalid;

    /// <summary>Whether a tensor has a shape. Asks for each size by itself, which costs a fraction of what the whole shape does.</summary>
    internal static bool HasShape(Tensor tensor, params ReadOnlySpan<long> shape)
    {
        if (tensor.ndim != shape.Length) return false;
        for (var i = 0; i < shape.Length; i++)
        {
            if (tensor.size(i) != shape[i]) return false;
        }

        return true;
    }

    internal static bool IsOn(Device device, Tensor tensor) => tensor.device_type == device.type && tensor.device_index == device.index;

    internal static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
