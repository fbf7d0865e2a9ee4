using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Torch;

/// <summary>How fast bfloat16 is on a device: not every processor has instructions for it.</summary>
public static class BFloat16Speed
{
    private const int Side = 512;
    private const int Turns = 5;

    /// <summary>
    /// The time of a matrix product of bfloat16, casts included, over that of one of float32: the shortest of a few, side 512. Takes some
    /// tens of milliseconds.
    /// </summary>
    public static double OverFloat32(Device device)
    {
        OneDnn.TryBFloat16(device);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var matrix = ones([Side, Side], device: device);
        var (single, half) = (double.MaxValue, double.MaxValue);
        for (var turn = 0; turn < Turns; turn++)
        {
            single = Math.Min(single, Seconds(() => matrix.mm(matrix)));
            half = Math.Min(half, Seconds(() => matrix.to(ScalarType.BFloat16).mm(matrix.to(ScalarType.BFloat16))));
        }

        return half / single;
    }

    private static double Seconds(Func<Tensor> product)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        // A number of it waits for an accelerator to have done it.
        product().flatten()[0].to(ScalarType.Float32).ToSingle();
        return clock.Elapsed.TotalSeconds;
    }
}
