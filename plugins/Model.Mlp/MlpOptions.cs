using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ModelMlp;

/// <summary>Options of <see cref="MlpBuilder"/>.</summary>
public sealed class MlpOptions : IValidatableObject
{
    [Description("The number of units of each hidden layer, from the input on; at least one layer.")]
    [MinLength(1, ErrorMessage = "HiddenSizes needs at least one layer; the model without one is linear.")]
    public int[] HiddenSizes { get; set; } = [256, 256];

    [Description("The function after each hidden layer: Relu, Tanh or Gelu.")]
    [EnumDataType(typeof(MlpActivation))]
    public MlpActivation Activation { get; set; } = MlpActivation.Relu;

    [Description("The probability that a hidden unit is dropped in a training pass, from 0 to below 1; after each activation.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Dropout { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (index, size) in HiddenSizes.Index().Where(entry => entry.Item < 1))
            yield return new($"HiddenSizes[{index}] is {size}: a layer has at least one unit.", [nameof(HiddenSizes)]);
    }
}
