using System.Globalization;
using SamHost.Configuration;
using static TorchSharp.torch;

namespace SamHost.Torch;

/// <summary>Turns the section <c>Torch</c> into a device that is there.</summary>
internal static class TorchDevice
{
    /// <summary>Loads libtorch, sets its threads and finds the device.</summary>
    /// <exception cref="UserErrorException">There is no libtorch, or no such device.</exception>
    public static Device Open(TorchOptions options)
    {
        LibTorch.Load(options.Library);
        if (options.Threads is { } threads) set_num_threads(threads);
        var name = options.Device.ToLowerInvariant();
        if (name == "cpu") return CPU;
        var count = cuda.is_available() ? cuda.device_count() : 0;
        if (name == "auto" && count == 0) return CPU;
        var index = name.Contains(':', StringComparison.Ordinal) ? int.Parse(name[5..], CultureInfo.InvariantCulture) : 0;
        if (index >= count)
            throw new UserErrorException(count == 0
                ? $"Torch:Device is '{options.Device}', but no CUDA device is available (is this a build with TorchBackend=cuda, or "
                    + "Torch:Library a libtorch with CUDA?); use cpu or auto."
                : $"Torch:Device is '{options.Device}', but there are {count} CUDA devices: cuda:0 to cuda:{count - 1}.");
        CudaArithmetic.RequireExactConvolutions();
        return new Device(TorchSharp.DeviceType.CUDA, index);
    }
}
