using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.LossRobust;

/// <summary>Options of <c>early-learning</c>.</summary>
public sealed class EarlyLearningOptions
{
    /// <summary>lambda. Default 3.</summary>
    [Description("lambda: the weight of the regularisation.")]
    [Range(0, double.MaxValue)]
    public double Lambda { get; set; } = 3;

    /// <summary>beta. Default 0.7.</summary>
    [Description("beta: the decay of the running mean of each example's predictions, one update a step that it is in.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Beta { get; set; } = 0.7;
}
