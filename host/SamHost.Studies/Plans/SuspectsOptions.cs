using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Plugins.Components;

namespace SamHost.Studies.Plans;

/// <summary>How training examples are ranked by the evidence that their label is wrong (section <c>Suspects</c>).</summary>
public sealed class SuspectsOptions
{
    [Description("The score that ranks.")]
    [Required]
    public string Score { get; set; } = "mean-loss";

    [Description("The scores that are computed; null is every one that a plugin brings, with its defaults.")]
    public ComponentOptions[]? Scores { get; set; }
}
