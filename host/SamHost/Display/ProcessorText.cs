using System.Globalization;
using SamHost.Torch;
using static TorchSharp.torch;

namespace SamHost.Display;

/// <summary>What a person should know of the processor that a study is about to be made on.</summary>
internal static class ProcessorText
{
    private const string OneDnnIsOff =
        "On this processor oneDNN computes wrong convolutions, so it is switched off: convolutions take longer.";

    /// <summary>That something is slower here than elsewhere; nothing where it is not.</summary>
    /// <param name="torch">The section <c>Torch</c>.</param>
    /// <param name="device">Where models are to be trained.</param>
    public static IEnumerable<string> Describe(TorchOptions torch, Device device)
    {
        double? factor = torch.Precision == TorchPrecision.BFloat16 ? BFloat16Speed.OverFloat32(device) : null;
        // After bfloat16 was tried, which can switch it off.
        var isOneDnnOff = OneDnn.IsOff && device.type == TorchSharp.DeviceType.CPU;
        if (isOneDnnOff) yield return OneDnnIsOff;
        if (SlowBFloat16(factor, isOneDnnOff) is { } slow) yield return slow;
    }

    /// <summary>That bfloat16 is slower here than float32; null where it is not.</summary>
    /// <param name="factor">The time of a product of bfloat16 over that of float32; null where none is computed.</param>
    /// <param name="isOneDnnOff">Whether oneDNN, whose products these are, is switched off.</param>
    public static string? SlowBFloat16(double? factor, bool isOneDnnOff) => factor is > 1
        ? "warning: Torch:Precision is BFloat16, and here a matrix product takes "
            + $"{factor.Value.ToString("0.0", CultureInfo.InvariantCulture)} times as long in it as in Float32: "
            + (isOneDnnOff
                ? "its products are oneDNN's, which is switched off."
                : "the processor has no instructions for it, or libtorch does not use them.")
        : null;
}
