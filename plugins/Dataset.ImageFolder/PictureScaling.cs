namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>Makes inputs of values from 0 to 255, a channel at a time.</summary>
/// <param name="Means">What is subtracted.</param>
/// <param name="Factors">What is then multiplied by.</param>
internal sealed record PictureScaling(float[] Means, float[] Factors)
{
    /// <summary>From 0 to 1.</summary>
    internal static PictureScaling Unit(int channels) => new(new float[channels], [.. Enumerable.Repeat(1 / 255f, channels)]);

    /// <summary>Mean 0 and deviation 1; a channel of one value becomes 0.</summary>
    internal static PictureScaling Standard(IReadOnlyList<PictureSums> channels) => new(
        [.. channels.Select(channel => (float)channel.Mean)],
        [.. channels.Select(channel => channel.Deviation > 0 ? (float)(1 / channel.Deviation) : 0)]);

    internal void Apply(ReadOnlySpan<byte> values, Span<float> inputs)
    {
        var plane = values.Length / Means.Length;
        for (var i = 0; i < values.Length; i++) inputs[i] = (values[i] - Means[i / plane]) * Factors[i / plane];
    }
}

/// <summary>What the values of a channel sum up to: whole numbers, so that the order of the pictures does not matter.</summary>
internal sealed class PictureSums
{
    private long _count;
    private long _sum;
    private long _squares;

    internal double Mean => (double)_sum / _count;

    internal double Deviation => Math.Sqrt(Math.Max(0, ((double)_squares / _count) - (Mean * Mean)));

    internal void Add(ReadOnlySpan<byte> values)
    {
        var (sum, squares) = (0L, 0L);
        foreach (var value in values)
        {
            sum += value;
            squares += value * value;
        }

        Interlocked.Add(ref _count, values.Length);
        Interlocked.Add(ref _sum, sum);
        Interlocked.Add(ref _squares, squares);
    }
}
