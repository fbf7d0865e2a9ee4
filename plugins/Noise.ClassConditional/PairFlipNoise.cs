using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Pair-flip label noise: with probability p class c turns into c + 1 mod C.</summary>
public sealed class PairFlipNoise(PairFlipOptions options) : ILabelNoise
{
    /// <inheritdoc/>
    public long[] Corrupt(NoiseRequest request)
    {
        var classCount = request.ClassCount;
        var next = Enumerable.Range(0, classCount).Select(label => (label + 1) % classCount).ToArray();
        return TransitionMatrix.FromMap(next, options.Rate).Draw(request);
    }
}
