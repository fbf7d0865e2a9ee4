using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseInstanceDependent;

/// <summary>Options of <see cref="InstanceDependentNoise"/>.</summary>
public sealed class InstanceDependentOptions
{
    [Description(
        "The centre p of the examples' flip rates, 0 to 1: each is drawn from a normal distribution around p, truncated to [0, 1]. "
        + "Near 0 or 1 the truncation moves the mean rate inwards: p = 0 with RateStd 0.1 mislabels 8 %.")]
    [Range(0.0, 1.0)]
    public double Rate { get; set; } = 0.4;

    [Description("The standard deviation of the flip rates before truncation, 0 to 1; 0 gives every example the rate p.")]
    [Range(0.0, 1.0)]
    public double RateStd { get; set; } = 0.1;
}
