using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Options of <see cref="PairFlipNoise"/>.</summary>
public sealed class PairFlipOptions
{
    [Description("The probability that a label turns into the next class, 0 to 1.")]
    [Range(0.0, 1.0)]
    public double Rate { get; set; } = 0.4;
}
