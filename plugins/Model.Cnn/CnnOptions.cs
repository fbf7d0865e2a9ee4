using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ModelCnn;

/// <summary>Options of <see cref="CnnBuilder"/>.</summary>
public sealed class CnnOptions : IValidatableObject
{
    [Description("The number of channels of each convolution (3x3, padding 1, ReLU, 2x2 max pooling), from the input on; at least one.")]
    [MinLength(1, ErrorMessage = "Channels needs at least one convolution.")]
    public int[] Channels { get; set; } = [32, 64];

    [Description("The number of units of the hidden linear layer after the convolutions.")]
    [Range(1, 1_000_000)]
    public int HiddenSize { get; set; } = 128;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (index, count) in Channels.Index().Where(entry => entry.Item < 1))
            yield return new($"Channels[{index}] is {count}: a convolution has at least one channel.", [nameof(Channels)]);
    }
}
