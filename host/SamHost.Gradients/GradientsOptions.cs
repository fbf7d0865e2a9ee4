using System.ComponentModel;

namespace SamHost.Gradients;

/// <summary>Settings of the per-example engine (section <c>Gradients</c>).</summary>
public sealed class GradientsOptions
{
    /// <summary>Whether a layer without a fast rule is an error instead of a warning.</summary>
    [Description("Whether a layer without a fast rule is an error. Otherwise such a model runs by the slow one-example-at-a-time loop, with a warning.")]
    public bool Strict { get; set; }
}
