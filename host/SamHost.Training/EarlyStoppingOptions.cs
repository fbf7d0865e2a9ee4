using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Training;

/// <summary>Early stopping on a validation split of the training examples, whose labels carry the noise.</summary>
public sealed class EarlyStoppingOptions
{
    [Description("The share of the training examples that is set aside for validation.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ValidationFraction { get; set; } = 0.1;

    [Description("After how many evaluations without a better one the run stops.")]
    [Range(1, int.MaxValue)]
    public int Patience { get; set; } = 10;

    [Description("What is better: Accuracy (higher, on the noisy validation labels) or Loss (lower).")]
    public ValidationMetric Metric { get; set; } = ValidationMetric.Accuracy;
}
