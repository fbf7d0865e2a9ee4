using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetDigits;

/// <summary>The options of the data set <c>digits</c>.</summary>
public sealed class DigitsOptions
{
    /// <summary>The number of examples drawn for testing; the others train.</summary>
    [Description("Number of the 1,797 examples drawn, by the run's seed, for testing; the others train.")]
    [Range(1, DigitsLoader.ExampleCount - 1)]
    public int TestCount { get; set; } = 360;

    /// <summary>What is done to the pixel values, 0 to 16 in the file.</summary>
    [Description("Pixel values: Unit divides them by 16, so that they lie in 0 to 1; Standardized gives each pixel mean 0 and deviation 1 over the training examples.")]
    public DigitsScaling Scaling { get; set; } = DigitsScaling.Standardized;
}
