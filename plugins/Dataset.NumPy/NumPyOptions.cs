using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetNumPy;

/// <summary>The options of the data set <c>numpy</c>.</summary>
public sealed class NumPyOptions : IValidatableObject
{
    [Description("An .npz file, or an .npy file of the inputs. Required.")]
    [Required]
    public string Path { get; set; } = "";

    [Description("The array of the inputs in an .npz file: [N, features], [N, height, width] or [N, height, width, channels]. Unset: "
        + "x_train, X, x, images, data or arr_0, the first that is there.")]
    [MinLength(1)]
    public string? Inputs { get; set; }

    [Description("The array of the labels, whole numbers from 0: [N]; beside an .npy file the .npy file of them. Unset: y_train, y, "
        + "labels, target or arr_1.")]
    [MinLength(1)]
    public string? Labels { get; set; }

    [Description("The array, or .npy file, of the test inputs. Unset: x_test or X_test where there is one, else test examples are drawn.")]
    [MinLength(1)]
    public string? TestInputs { get; set; }

    [Description("The array, or .npy file, of the test labels. Unset: y_test where there is one.")]
    [MinLength(1)]
    public string? TestLabels { get; set; }

    [Description("Share of each class drawn for testing by the run's seed, between 0 and 1, where there are no test inputs.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestFraction { get; set; } = 0.2;

    [Description("The names of the classes in the order of the labels. Empty: the labels as numbers.")]
    public string[] Classes { get; set; } = [];

    [Description("Whether pictures [N, a, b, c] have their channels last, as most arrays do. Unset: where c is 1 or 3 and a is not.")]
    public bool? ChannelsLast { get; set; }

    [Description("Whether each feature, or each channel of pictures, gets mean 0 and deviation 1 over the training examples.")]
    public bool Standardize { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((TestInputs is null) != (TestLabels is null))
            yield return new ValidationResult("TestInputs and TestLabels go together.", [nameof(TestInputs)]);
        if (Classes.Length == 1 || Classes.Distinct().Count() != Classes.Length)
            yield return new ValidationResult("Classes are at least two, no two alike.", [nameof(Classes)]);
    }
}
