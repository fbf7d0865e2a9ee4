namespace SamHost.Gradients.Layers;

/// <summary>
/// How a convolution's kernel goes along one side of an image. At output position t, a place of the kernel sees the pixel stride * t + c,
/// where c is its distance from the beginning less the padding. So it sees every stride-th pixel alone, those of one phase, and among these
/// the one at t + offset.
/// </summary>
/// <param name="Pixels">The side's length.</param>
/// <param name="Positions">How many positions the kernel has on it.</param>
/// <param name="Stride">The stride.</param>
/// <param name="Phases">The phases that a place of the kernel sees.</param>
internal sealed record KernelSide(long Pixels, long Positions, int Stride, IReadOnlyList<KernelSide.Phase> Phases)
{
    /// <summary>That of a kernel with so many places.</summary>
    public static KernelSide Of(long pixels, int places, int stride, int dilation, int padding)
    {
        var positions = ((pixels + (2 * padding) - (dilation * (places - 1)) - 1) / stride) + 1;
        var phases = Enumerable.Range(0, places).Select(place => (place * dilation) - padding)
            .GroupBy(distance => Modulo(distance, stride), distance => (distance - Modulo(distance, stride)) / stride)
            .Select(phase => new Phase(phase.Key, (pixels - phase.Key + stride - 1) / stride, positions, [.. phase]));
        return new KernelSide(pixels, positions, stride, [.. phases]);
    }

    private static int Modulo(int number, int divisor) => ((number % divisor) + divisor) % divisor;

    /// <summary>Every stride-th pixel.</summary>
    /// <param name="First">The first of them.</param>
    /// <param name="Pixels">How many there are.</param>
    /// <param name="Positions">How many positions the kernel has.</param>
    /// <param name="Offsets">
    /// The offset of each place of the kernel that sees them; negative where it sees padding before the first.
    /// </param>
    internal sealed record Phase(int First, long Pixels, long Positions, IReadOnlyList<int> Offsets)
    {
        /// <summary>How many pixels of padding any place sees before the first.</summary>
        public long Before { get; } = Math.Max(0, -Offsets.Min());

        /// <summary>How many any sees after the last.</summary>
        public long After { get; } = Math.Max(0, Offsets.Max() + Positions - Pixels);

        /// <summary>With the padding.</summary>
        public long PaddedPixels => Before + Pixels + After;
    }
}
