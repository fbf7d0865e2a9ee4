using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Plugins.Components;

namespace SamHost.Studies.Plans;

/// <summary>An optimizer of a study.</summary>
public sealed class OptimizerOptions : ComponentOptions
{
    [Description("What tables and files call it; its name if left out. Two optimizers of one study need different labels.")]
    [RegularExpression(
        @"[^\x00-\x1f\x7f]{1,200}",
        ErrorMessage = "must have 1 to 200 characters, none of them a line break or another control character.")]
    [MinLength(1)]
    public string? Label { get; set; }

    [Description("A loss for this optimizer instead of the study's.")]
    public ComponentOptions? Loss { get; set; }

    [Description("Augmentations for this optimizer instead of the study's; [] for none.")]
    public ComponentOptions[]? Augmentations { get; set; }

    [Description("A base rule for this optimizer instead of the study's.")]
    public ComponentOptions? BaseRule { get; set; }

    [Description("A learning-rate schedule for this optimizer instead of the study's.")]
    public ComponentOptions? Schedule { get; set; }
}
