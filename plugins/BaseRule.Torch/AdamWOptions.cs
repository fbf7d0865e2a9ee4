using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>Options of the base rule <c>adamw</c>.</summary>
public sealed class AdamWOptions
{
    [Description("The learning rate before the schedule.")]
    [Range(0, double.MaxValue)]
    public double LearningRate { get; set; } = 1e-3;

    [Description("The decay of the running mean of the direction.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta1 { get; set; } = 0.9;

    [Description("The decay of the running mean of the squared direction.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta2 { get; set; } = 0.999;

    [Description("Added to the denominator.")]
    [Range(0.0, double.MaxValue, MinimumIsExclusive = true)]
    public double Epsilon { get; set; } = 1e-8;

    [Description("The weight decay, apart from the direction.")]
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; } = 0.01;
}
