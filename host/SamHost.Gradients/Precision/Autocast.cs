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
    public static IDisposable Begin(DeviceType device) => new Region(Found.Value!, device, device);

    /// <summary>Casts nothing until what is returned is disposed, on this thread; null where nothing is cast anyway.</summary>
    public static IDisposable? Pause() => _device is { } device ? new Region(Found.Value!, device, null) : null;

    /// <summary>
    /// What an operator that casts has returned, or is given, in float32, where its numbers are summed; as it is where nothing is cast.
    /// </summary>
    public static torch.Tensor Whole(torch.Tensor tensor) =>
        _device is not null && tensor.dtype == torch.ScalarType.BFloat16 ? tensor.to(torch.ScalarType.Float32) : tensor;

    private static Functions? Find()
    {
        // The one in use has this name already.
        return NativeLibrary.TryLoad("libtorch_cpu.so", out var library)
            && Export("19is_autocast_enabledEN3c1010DeviceTypeE") is { } isOn
            && Export("20set_autocast_enabledEN3c1010DeviceTypeEb") is { } setOn
            && Export("18get_autocast_dtypeEN3c1010DeviceTypeE") is { } type
            && Export("18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE") is { } setType
            && Export("25is_autocast_cache_enabledEv") is { } caches
            && Export("26set_autocast_cache_enabledEb") is { } setCaches
                ? new Functions(isOn, setOn, type, setType, caches, setCaches)
                : null;

        nint? Export(string name) => NativeLibrary.TryGetExport(library, $"_ZN2at8autocast{name}", out var address) ? address : null;
    }

    /// <summary>What libtorch holds of one device on one thread.</summary>
    private readonly record struct State(bool IsOn, sbyte Type, bool Caches);

    private sealed class Functions(nint isOn, nint setOn, nint type, nint setType, nint caches, nint setCaches)
    {
        public State Get(DeviceType device) => new(
            ((delegate* unmanaged<sbyte, byte>)isOn)((sbyte)device) != 0,
            ((delegate* unmanaged<sbyte, sbyte>)type)((sbyte)device),
            ((delegate* unmanaged<byte>)caches)() != 0);

        public void Set(DeviceType device, State state)
        {
            ((delegate* unmanaged<sbyte, sbyte, void>)setType)((sbyte)device, state.Type);
            ((delegate* unmanaged<byte, void>)setCaches)(state.Caches ? (byte)1 : (byte)0);
            ((delegate* unmanaged<sbyte, byte, void>)setOn)((sbyte)device, state.IsOn ? (byte)1 : (byte)0);
        }
    }

    private sealed class Region : IDisposable
    {
        private readonly Functions _functions;
        private readonly DeviceType _of;
        private readonly DeviceType? _before = _device;
        private readonly State _stateBefore;

        /// <param name="functions">libtorch's.</param>
        /// <param name="of">Whose state changes.</param>
        /// <param name="castsOn">The same device, or null to cast nothing.</param>
        public Region(Functions functions, DeviceType of, DeviceType? castsOn)
        {
            _functions = functions;
            _of = of;
            _stateBefore = functions.Get(of);
            // The cache would hold what a weight was before it is displaced.
            functions.Set(of, new State(castsOn is not null, (sbyte)torch.ScalarType.BFloat16, Caches: false));
            _device = castsOn;
        }

        public void Dispose()
        {
            _functions.Set(_of, _stateBefore);
            _device = _before;
        }
    }
}
