using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>What checks of tensors after a call to a component have in common.</summary>
public static class TensorCheck
{
    /// <summary>Throws where something is not so.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public static void Require(bool isSo, string otherwise)
    {
        if (!isSo) throw new InvalidOperationException(otherwise);
    }

    /// <summary>Whether a tensor was not disposed.</summary>
    public static bool IsThere(Tensor tensor) => !tensor.IsInvalid;

    internal static bool IsOn(Device device, Tensor tensor) => tensor.device_type == device.type && tensor.device_index == device.index;

    internal static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
