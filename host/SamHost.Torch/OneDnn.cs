using SamHost.Configuration;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Torch;

/// <summary>
/// oneDNN, which computes libtorch's convolutions on the CPU, and its matrix products of bfloat16. On some processors its convolutions are
/// wrong where there are fewer channels than a vector has numbers, from memory that nobody has written (README.md beside this file): there
/// it is switched off.
/// </summary>
public static unsafe class OneDnn
{
    private const int Tries = 3;
    private const int Examples = 3;
    private const int Channels = 4;
    private const int Kernel = 3;
    private const int Side = 8;

    // A study asks for each of its scenes, and the answer is that of the processor.
    private static readonly Lazy<bool> BFloat16IsRight = new(() => IsRight(ScalarType.BFloat16));

    /// <summary>Whether it was found to be wrong on this processor, and switched off.</summary>
    public static bool IsOff { get; private set; }

    /// <summary>Computes a convolution of bfloat16 whose gradient is known, and switches oneDNN off where it is wrong.</summary>
    /// <param name="device">Where models are to be run; nothing happens where that is no CPU.</param>
    /// <exception cref="UserErrorException">It cannot be switched off.</exception>
    public static void TryBFloat16(Device device)
    {
        if (device.type == DeviceType.CPU && !IsOff && !BFloat16IsRight.Value) SwitchOff();
    }

    /// <summary>Computes a convolution whose gradient is known, and switches oneDNN off where it is wrong.</summary>
    /// <exception cref="UserErrorException">It cannot be switched off.</exception>
    internal static void SwitchOffWhereWrong()
    {
        if (!IsOff && !IsRight()) SwitchOff();
    }

    private static void SwitchOff()
    {
        // at::globalContext().setUserEnabledMkldnn(false), which TorchSharp does not have.
        if (LibTorch.FindExport("_ZN2at13globalContextEv") is not { } context
            || LibTorch.FindExport("_ZN2at7Context20setUserEnabledMkldnnEb") is not { } enableOneDnn)
            throw new UserErrorException(
                "On this processor oneDNN computes wrong gradients of convolutions, and this libtorch has no way to switch it off; set the "
                    + "environment variable ONEDNN_MAX_CPU_ISA=AVX.");
        Disable(enableOneDnn);
        // The next in line; where it is not for this processor, it says so at every convolution.
        if (LibTorch.FindExport("_ZN2at7Context20setUserEnabledNNPACKEb") is { } enableNnPack) Disable(enableNnPack);
        IsOff = true;

        void Disable(nint enable) => ((delegate* unmanaged<nint, byte, void>)enable)(((delegate* unmanaged<nint>)context)(), 0);
    }

    /// <summary>
    /// Whether the gradient is what it should be. All numbers are small and whole, so it is exact, and 16 bits hold it rounded.
    /// </summary>
    internal static bool IsRight(ScalarType type = ScalarType.Float32)
    {
        for (var i = 0; i < Tries; i++)
        {
            using var scope = NewDisposeScope();
            var expected = tensor(ExpectedGradient()).to(type);
            var weights = tensor(Weights).reshape(Channels, Channels, Kernel, Kernel).to(type);
            var direction = tensor(Directions).reshape(Examples, Channels, Side, Side).to(type);
            var inputs = zeros([Examples, Channels, Side, Side], type).requires_grad_(true);
            LeaveNoNumbersInFreeMemory();
            var outputs = nn.functional.conv2d(inputs, weights, padding: [1, 1]);
            var gradient = autograd.grad([outputs], [inputs], [direction])[0];
            if (outputs.count_nonzero().ToInt64() > 0 || !gradient.flatten().equal(expected).all().ToBoolean()) return false;
        }

        return true;
    }

    private static float[] ExpectedGradient()
    {
        var gradient = new float[Examples * Channels * Side * Side];
        for (var example = 0; example < Examples; example++)
        for (var output = 0; output < Channels; output++)
        for (var at = 0; at < Side * Side; at++)
        for (var input = 0; input < Channels; input++)
        for (var tap = 0; tap < Kernel * Kernel; tap++)
        {
            var (y, x) = (at / Side + tap / Kernel - 1, at % Side + tap % Kernel - 1);
            if (y is < 0 or >= Side || x is < 0 or >= Side) continue;
            gradient[(example * Channels + input) * Side * Side + y * Side + x] +=
                Directions[(example * Channels + output) * Side * Side + at]
                * Weights[(output * Channels + input) * Kernel * Kernel + tap];
        }

        return gradient;
    }

    private static float[] Weights { get; } = Whole(Channels * Channels * Kernel * Kernel);

    private static float[] Directions { get; } = Whole(Examples * Channels * Side * Side);

    private static float[] Whole(int count) => [.. Enumerable.Range(0, count).Select(i => (float)(i * i % 7 - 3))];

    private static void LeaveNoNumbersInFreeMemory()
    {
        using var scope = NewDisposeScope();
        for (var size = 1; size <= 20; size++) full([size * 1000], float.NaN);
    }
}
