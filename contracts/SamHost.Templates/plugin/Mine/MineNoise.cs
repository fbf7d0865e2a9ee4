using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;

namespace Mine;

/// <summary>As a beginning, each label becomes the next class's with a probability.</summary>
public sealed class MineNoise(MineNoiseOptions options) : ILabelNoise
{
    public long[] Corrupt(NoiseRequest request)
    {
        var drawn = request.Uniform(request.Labels.Count);
        return [.. request.Labels.Select((label, index) => drawn[index] < options.Rate ? (label + 1) % request.ClassCount : label)];
    }
}

public sealed class MineNoiseOptions
{
    [Description("The probability that a label is wrong."), Range(0.0, 1.0)]
    public double Rate { get; set; } = 0.2;
}
