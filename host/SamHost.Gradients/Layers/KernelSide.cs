namespace SamHost.Gradients.Layers;

/// <summary>
/// How a convolution's kernel goes along one side of an image. At output position t, a place of the kernel sees the pixel stride * t + c,
/// where c is its distance from the beginning less the padding. So it sees every stride-th pixel alone, those of one phase, and among these
/// the one at t + offset.
/// </summary>
/// <param name="Pixels">The side's length.</param>
/// <param name="Positions">How many positions the kernel has on it.</param>
/// <param name="Stride">The stride.</param>
/// <param name="Phases">The phases, each with the offsets of the places that see it.</param>
internal sealed record KernelSide(long Pixels, long Positions, int Stride, IReadOnlyList<KernelSide.Phase> Phases)
{
    /// <summary>That of a kernel with so many places.</summary>
    public static KernelSide Of(long pixels, int places, int stride, int dilation, int padding) => new(
        pixels,
        ((pixels + (2 * padding) - (dilation * (places - 1)) - 1) / stride) + 1,
        stride,
        [.. Enumerable.Range(0, places).Select(place => (place * dilation) - padding)
            .GroupBy(distance => Modulo(distance, stride), distance => (distance - Modulo(distance, stride)) / stride)
            .Select(phase => new Phase(phase.Key, (pixels - phase.Key + stride - 1) / stride, [.. phase]))]);

    private static int Modulo(int number, int divisor) => ((number % divisor) + divisor) % divisor;

    /// <summary>Every stride-th pixel.</summary>
    /// <param name="First">The first of them.</param>
    /// <param name="Pixels">How many there are.</param>
    /// <param name="Offsets">The offset of each place of the kernel that sees them; negative where it sees padding before the first.</param>
    internal sealed record Phase(int First, long Pixels, IReadOnlyList<int> Offsets);
}
