using System.Runtime.InteropServices;
using TorchSharp;

namespace SamHost.Gradients.Precision;

/// <summary>
/// What PyTorch's <c>torch.autocast</c> stands on in libtorch, which TorchSharp does not offer: on this thread the operators that it lists,
/// matrix products and convolutions, cast what they are given. Found by name in the libtorch that is loaded.
/// </summary>
internal static unsafe class Autocast
{
    private static readonly Lazy<Functions?> Found = new(Find);

    [ThreadStatic]
    private static DeviceType? _device;

    /// <summary>The device whose operators cast on this thread now; null where none do.</summary>
    public static DeviceType? Device => _device;

    /// <summary>Whether the libtorch that is loaded has it.</summary>
    public static bool IsAvailable => Found.Value is not null;

    /// <summary>Casts to bfloat16 until what is returned is disposed, on this thread.</summary>
    /// <param name="device">The operators of which device.</param>
    public static IDisposable Begin(DeviceType device) => new Region(Found.Value!, device);

    /// <summary>
    /// What an operator that casts has returned, or is given, in float32, where its numbers are summed; as it is where nothing is cast.
    /// </summary>
    public static torch.Tensor Whole(torch.Tensor tensor) =>
        _device is not null && tensor.dtype == torch.ScalarType.BFloat16 ? tensor.to(torch.ScalarType.Float32) : tensor;

    private static Functions? Find()
    {
        // The one in use has this name already.
        return NativeLibrary.TryLoad("libtorch_cpu.so", out var library)
            && Export("20set_autocast_enabledEN3c1010DeviceTypeEb") is var enable
            && Export("18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE") is var setType
            && Export("26set_autocast_cache_enabledEb") is var enableCache
            && enable != 0 && setType != 0 && enableCache != 0
                ? new Functions(enable, setType, enableCache)
                : null;

        nint Export(string name) => NativeLibrary.TryGetExport(library, $"_ZN2at8autocast{name}", out var address) ? address : 0;
    }

    private sealed class Functions(nint enable, nint setType, nint enableCache)
    {
        public void Enable(DeviceType device, bool on) =>
            ((delegate* unmanaged<sbyte, byte, void>)enable)((sbyte)device, on ? (byte)1 : (byte)0);

        public void CastToBFloat16(DeviceType device)
        {
            ((delegate* unmanaged<sbyte, sbyte, void>)setType)((sbyte)device, (sbyte)torch.ScalarType.BFloat16);
            // It would hold what a weight was before it is displaced.
            ((delegate* unmanaged<byte, void>)enableCache)(0);
        }
    }

    private sealed class Region : IDisposable
    {
        private readonly Functions _functions;
        private readonly DeviceType? _before = _device;

        public Region(Functions functions, DeviceType device)
        {
            _functions = functions;
            functions.CastToBFloat16(device);
            functions.Enable(device, true);
            _device = device;
        }

        public void Dispose()
        {
            if (_before is null) _functions.Enable(_device!.Value, false);
            _device = _before;
        }
    }
}
