using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Torch;

/// <summary>
/// oneDNN, which computes libtorch's convolutions of 32-bit numbers on the CPU. On some processors its gradient of a convolution's input is
/// wrong where there are fewer channels than a vector has numbers, from memory that nobody has written (README.md beside this file): there
/// it is switched off.
/// </summary>
public static unsafe class OneDnn
{
    private const int Tries = 3;
    private const int Channels = 4;
    private const int Side = 8;

    /// <summary>Whether it was found to be wrong on this processor, and switched off.</summary>
    public static bool IsOff { get; private set; }

    /// <summary>Computes a convolution whose gradient is known, and switches oneDNN off where it is wrong.</summary>
    /// <param name="library">The file <c>libtorch_cpu.so</c>, which is loaded.</param>
    internal static void SwitchOffWhereWrong(string library)
    {
        if (IsOff || IsRight()) return;
        var cpu = NativeLibrary.Load(library);
        // at::globalContext().setUserEnabledMkldnn(false), which TorchSharp does not have.
        if (!NativeLibrary.TryGetExport(cpu, "_ZN2at13globalContextEv", out var context)
            || !NativeLibrary.TryGetExport(cpu, "_ZN2at7Context20setUserEnabledMkldnnEb", out var enableOneDnn))
            return;
        SwitchOff(enableOneDnn);
        // The next in line; where it is not for this processor, it says so at every convolution.
        if (NativeLibrary.TryGetExport(cpu, "_ZN2at7Context20setUserEnabledNNPACKEb", out var enableNnPack)) SwitchOff(enableNnPack);
        IsOff = true;

        void SwitchOff(nint enable) => ((delegate* unmanaged<nint, byte, void>)enable)(((delegate* unmanaged<nint>)context)(), 0);
    }

    /// <summary>
    /// Whether the gradient is that of 64-bit numbers, which oneDNN does not compute. The numbers are small and whole: both are exact.
    /// </summary>
    internal static bool IsRight()
    {
        for (var i = 0; i < Tries; i++)
        {
            using var scope = NewDisposeScope();
            LeaveNoNumbersInFreeMemory();
            if (!Gradient(ScalarType.Float32).to(ScalarType.Float64).equal(Gradient(ScalarType.Float64)).all().ToBoolean()) return false;
        }

        return true;
    }

    private static Tensor Gradient(ScalarType type)
    {
        var inputs = Whole(type, 3, Channels, Side, Side).requires_grad_(true);
        var logits = nn.functional.conv2d(inputs, Whole(type, Channels, Channels, 3, 3), padding: [1, 1]);
        return autograd.grad([(logits * Whole(type, [.. logits.shape])).sum()], [inputs])[0];
    }

    private static Tensor Whole(ScalarType type, params long[] shape) =>
        (arange(shape.Aggregate(1L, (count, side) => count * side), type).remainder(7) - 3).reshape(shape);

    private static void LeaveNoNumbersInFreeMemory()
    {
        using var scope = NewDisposeScope();
        for (var size = 1; size <= 20; size++) full([size * 1000], float.NaN);
    }
}
