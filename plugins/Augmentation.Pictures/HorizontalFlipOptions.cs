using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.AugmentationPictures;

/// <summary>Options of <c>horizontal-flip</c>.</summary>
public sealed class HorizontalFlipOptions
{
    /// <summary>Default 0.5.</summary>
    [Description("The probability that a picture is mirrored.")]
    [Range(0.0, 1.0)]
    public double Probability { get; set; } = 0.5;
}
