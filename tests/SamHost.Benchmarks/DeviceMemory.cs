using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>The memory that this process holds, in MB. Made before anything is on the device.</summary>
internal sealed unsafe class DeviceMemory
{
    private const string CudaRuntime = "libcudart";

    private readonly Device _device;
    private readonly double _usedBefore;

    public DeviceMemory(Device device)
    {
        _device = device;
        if (device.type != DeviceType.CPU) _usedBefore = UsedOfGpu();
    }

    /// <summary>Resident memory now.</summary>
    public static double Resident => OfStatus("VmRSS:");

    /// <summary>
    /// The most that it has held of the device: of the CPU, resident memory; of a GPU, what is no longer free there since this was made,
    /// which libtorch's pool never gives back.
    /// </summary>
    public double Peak => _device.type == DeviceType.CPU ? OfStatus("VmHWM:") : Math.Round(UsedOfGpu() - _usedBefore, 1);

    private static double OfStatus(string entry)
    {
        var line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith(entry, StringComparison.Ordinal));
        return Math.Round(
            long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0, 1);
    }

    // TorchSharp does not tell of it; CUDA's runtime does, which libtorch has loaded under a name with its version.
    private double UsedOfGpu()
    {
        cuda.synchronize(_device);
        var runtime = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1])
            .First(path => Path.GetFileName(path).StartsWith(CudaRuntime, StringComparison.Ordinal));
        var library = NativeLibrary.Load(runtime);
        var (free, total) = ((nuint)0, (nuint)0);
        // Of the device that is this thread's.
        var error = ((delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "cudaSetDevice"))(_device.index);
        if (error == 0)
            error = ((delegate* unmanaged<nuint*, nuint*, int>)NativeLibrary.GetExport(library, "cudaMemGetInfo"))(&free, &total);
        return error == 0
            ? (total - free) / 1048576.0
            : throw new InvalidOperationException($"CUDA does not tell of its memory: error {error}.");
    }
}
