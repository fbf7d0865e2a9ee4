using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Options of <see cref="TransitionMatrixNoise"/>.</summary>
public sealed class TransitionMatrixOptions
{
    [Description("C rows of C probabilities: row = true class, column = given label, both in the order of the classes; each row sums to 1. "
        + "Must be given.")]
    [MinLength(2, ErrorMessage = "Matrix needs a row of probabilities for each class.")]
    public double[][] Matrix { get; set; } = [];
}
