using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ModelResNet;

/// <summary>Options of <see cref="ResNet18Builder"/>.</summary>
public sealed class ResNet18Options : IValidatableObject
{
    [Description(
        "The normalisation after each convolution. LayerNorm: over all channels and positions of each example, a gain and a shift for each "
        + "channel and position. GroupNorm: over groups of channels, a gain and a shift for each channel. BatchNorm: ties the examples of "
        + "a batch "
        + "together, so that per-example rules refuse it.")]
    [EnumDataType(typeof(ResNetNormalization))]
    public ResNetNormalization Normalization { get; set; } = ResNetNormalization.LayerNorm;

    [Description(
        "With GroupNorm, the number of groups; it divides Width. 1 normalises as LayerNorm does, with a gain and a shift for each channel "
            + "alone.")]
    [Range(1, 1024)]
    public int Groups { get; set; } = 1;

    [Description("The stem: Small (3x3, stride 1, for pictures of 32 x 32 or so) or ImageNet (7x7, stride 2, and max pooling).")]
    [EnumDataType(typeof(ResNetStem))]
    public ResNetStem Stem { get; set; } = ResNetStem.Small;

    [Description("The number of channels of the first stage; the others have 2, 4 and 8 times as many. 64 is ResNet18.")]
    [Range(1, 1024)]
    public int Width { get; set; } = 64;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Normalization == ResNetNormalization.GroupNorm && Groups > 0 && Width % Groups != 0)
            yield return new($"Groups ({Groups}) must divide Width ({Width}).", [nameof(Groups), nameof(Width)]);
    }
}
