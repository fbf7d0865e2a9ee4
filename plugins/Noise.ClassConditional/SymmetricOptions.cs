using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Options of <see cref="SymmetricNoise"/>.</summary>
public sealed class SymmetricOptions
{
    [Description("The probability that a label is redrawn, 0 to 1.")]
    [Range(0.0, 1.0)]
    public double Rate { get; set; } = 0.4;

    [Description("What a label is redrawn over: OtherClasses (the share of wrong labels is Rate) or AllClasses (it is Rate (C-1)/C).")]
    [EnumDataType(typeof(RedrawOver))]
    public RedrawOver Over { get; set; } = RedrawOver.OtherClasses;
}
