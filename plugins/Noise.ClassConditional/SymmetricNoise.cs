using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Symmetric label noise: with probability p the label is redrawn uniformly.</summary>
public sealed class SymmetricNoise(SymmetricOptions options) : ILabelNoise
{
    /// <inheritdoc/>
    public long[] Corrupt(NoiseRequest request)
    {
        var (classCount, rate) = (request.ClassCount, options.Rate);
        return TransitionMatrix.Create(classCount, (trueClass, given) => options.Over switch
        {
            RedrawOver.AllClasses => rate / classCount + (given == trueClass ? 1 - rate : 0),
            _ => given == trueClass ? 1 - rate : rate / (classCount - 1),
        }).Draw(request);
    }
}
