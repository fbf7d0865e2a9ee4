using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>Options of the base rule <c>sgd</c>.</summary>
public sealed class SgdOptions : IValidatableObject
{
    [Description("The learning rate before the schedule.")]
    [Range(0, double.MaxValue)]
    public double LearningRate { get; set; } = 0.05;

    [Description("The momentum factor.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Momentum { get; set; } = 0.9;

    [Description("Whether the momentum is Nesterov's.")]
    public bool Nesterov { get; set; }

    [Description("The weight decay (L2 penalty), added to the direction.")]
    [Range(0, double.MaxValue)]
    public double WeightDecay { get; set; } = 5e-4;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Nesterov && Momentum == 0)
            yield return new ValidationResult("Nesterov needs a Momentum above 0.", [nameof(Nesterov)]);
    }
}
