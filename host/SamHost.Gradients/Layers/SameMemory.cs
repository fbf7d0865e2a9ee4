using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Whether two tensors share their memory, and so their elements; reads neither.</summary>
internal static class SameMemory
{
    /// <summary>Whether two tensors are the same view of the same memory. False where that cannot be told.</summary>
    public static bool Holds(Tensor left, Tensor right) =>
        left.dtype == right.dtype
        && left.device_type == right.device_type
        && left.device_index == right.device_index
        && left.storage_offset() == right.storage_offset()
        && left.shape.SequenceEqual(right.shape)
        && left.stride().SequenceEqual(right.stride())
        && Address(left) is { } address
        && address == Address(right);

    private static nint? Address(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => tensor.storage<float>().data_ptr(),
        ScalarType.Float64 => tensor.storage<double>().data_ptr(),
        _ => null,
    };
}
