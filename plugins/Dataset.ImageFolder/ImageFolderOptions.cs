using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>The options of the data set <c>image-folder</c>.</summary>
public sealed class ImageFolderOptions : IValidatableObject
{
    [Description("The folder: a folder for each class, or train and test with a folder for each class in both. Required.")]
    [Required]
    public string Path { get; set; } = "";

    [Description("A second folder with the test pictures. Unset: those of test in Path, else some are drawn.")]
    [MinLength(1)]
    public string? TestPath { get; set; }

    [Description("A CSV file with the columns path (relative to Path) and label, whose order the examples have, instead of folders for "
        + "classes.")]
    [MinLength(1)]
    public string? Labels { get; set; }

    [Description("The same for the pictures of TestPath.")]
    [MinLength(1)]
    public string? TestLabels { get; set; }

    [Description("A CSV file with the columns path and label, the labels known to be right: which examples are mislabelled is then known.")]
    [MinLength(1)]
    public string? TrueLabels { get; set; }

    [Description("The names of the classes in the order of the labels. Empty: in the ordinal order of their names.")]
    public string[] Classes { get; set; } = [];

    [Description("Share of each class drawn for testing by the run's seed, between 0 and 1, where there is no test folder.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestFraction { get; set; } = 0.2;

    [Description("The width of an input. Unset: that of the first picture.")]
    [Range(1, 4096)]
    public int? Width { get; set; }

    [Description("The height of an input. Unset: that of the first picture.")]
    [Range(1, 4096)]
    public int? Height { get; set; }

    [Description("How pictures of another size are fitted: Stretch or Crop.")]
    public PictureFit Fit { get; set; } = PictureFit.Stretch;

    [Description("1 for grey inputs, 3 for colour. Unset: 1 where the first picture is grey.")]
    [AllowedValues(null, 1, 3, ErrorMessage = "must be 1 or 3.")]
    public int? Channels { get; set; }

    [Description("Whether each channel gets mean 0 and deviation 1 over the training pictures; otherwise values go from 0 to 1.")]
    public bool Standardize { get; set; } = true;

    [Description("What becomes of files that cannot be read: Refuse (an error that names them) or Skip.")]
    public BrokenPictures Broken { get; set; } = BrokenPictures.Refuse;

    [Description("The most pixels that a picture may have; a larger one counts as broken, and is not decoded.")]
    [Range(1, int.MaxValue)]
    public int MaxPixels { get; set; } = 50_000_000;

    [Description("How many MiB of inputs are held in memory; where they take more, pictures are decoded anew for each batch.")]
    [Range(0, int.MaxValue)]
    public int MemoryMiB { get; set; } = 2048;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TestLabels is not null && TestPath is null)
            yield return new ValidationResult("TestLabels needs TestPath.", [nameof(TestLabels)]);
        if (Classes.Length == 1 || Classes.Distinct().Count() != Classes.Length)
            yield return new ValidationResult("Classes are at least two, no two alike.", [nameof(Classes)]);
    }
}
