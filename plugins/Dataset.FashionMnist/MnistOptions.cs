using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>The options of the data set <c>mnist</c>.</summary>
public sealed class MnistOptions : IValidatableObject
{
    [Description("Folder of the four IDX files, plain or gzip.")]
    [Required]
    public string Folder { get; set; } = "data/mnist";

    [Description("The names of the classes in the order of the labels.")]
    public string[] Classes { get; set; } = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    [Description("Number of training images, drawn without replacement by the run's seed. Unset: all.")]
    [Range(1, int.MaxValue)]
    public int? TrainCount { get; set; }

    [Description("Number of test images, drawn without replacement by the run's seed. Unset: all.")]
    [Range(1, int.MaxValue)]
    public int? TestCount { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Classes.Length < 2 || Classes.Distinct().Count() != Classes.Length)
            yield return new ValidationResult("Classes are at least two, no two alike.", [nameof(Classes)]);
    }
}
