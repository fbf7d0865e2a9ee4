using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetGaussianToy;

/// <summary>The options of the data set <c>gaussian-toy</c>. The defaults are those of the paper's linear experiment.</summary>
public sealed class GaussianToyOptions : IValidatableObject
{
    private const long LargestSize = 1L << 31;

    /// <summary>The dimension d of the inputs.</summary>
    [Description("Number of coordinates of an input, the informative one included.")]
    [Range(1, 1_000_000)]
    public int Dimension { get; set; } = 1000;

    /// <summary>The number of training examples, n.</summary>
    [Description("Number of training examples.")]
    [Range(1, 10_000_000)]
    public int TrainCount { get; set; } = 500;

    /// <summary>The number of test examples.</summary>
    [Description("Number of test examples.")]
    [Range(1, 10_000_000)]
    public int TestCount { get; set; } = 4000;

    /// <summary>The standard deviation of the coordinates that carry only noise.</summary>
    [Description("Standard deviation of the coordinates other than the first, whose mean is 0.")]
    [Range(0, 1e6)]
    public double NoiseStd { get; set; } = 0.3;

    /// <summary>The size of the informative coordinate: x_1 = y * Signal.</summary>
    [Description("Size of the first coordinate: it is +Signal in the class +1 and -Signal in the class -1.")]
    [Range(0, 1e6)]
    public double Signal { get; set; } = 1.0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((long)Dimension * ((long)TrainCount + TestCount) > LargestSize)
        {
            yield return new ValidationResult(
                $"{Dimension} coordinates of {TrainCount} training and {TestCount} test examples are more than 2^31 values (8 GB): ask "
                    + "for fewer.",
                [nameof(Dimension), nameof(TrainCount), nameof(TestCount)]);
        }
    }
}
