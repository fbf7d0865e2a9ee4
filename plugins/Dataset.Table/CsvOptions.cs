using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetTable;

/// <summary>The options of the data set <c>csv</c>.</summary>
public sealed class CsvOptions : IValidatableObject
{
    /// <summary>The table: the training examples, and the test examples too where there is no <see cref="TestPath"/>.</summary>
    [Description("The table, RFC 4180 in UTF-8; unpacked where the name ends in .gz. Required.")]
    [Required]
    public string Path { get; set; } = "";

    /// <summary>A table of test examples with the same columns; null to split <see cref="Path"/>.</summary>
    [Description("A second table with the test examples, of the same columns. Unset: test examples are drawn from Path.")]
    [MinLength(1)]
    public string? TestPath { get; set; }

    /// <summary>The character between two cells.</summary>
    [Description("The character between two cells: one ASCII character, or \\t for a tab.")]
    [StringLength(2, MinimumLength = 1)]
    public string Separator { get; set; } = ",";

    /// <summary>Whether the first line holds the names of the columns; null to look.</summary>
    [Description(
        "Whether the first line names the columns. Unset: it does where LabelColumn is a name, or where none of its feature cells is a "
            + "number.")]
    public bool? HasHeader { get; set; }

    /// <summary>The column of the labels: a name or an index.</summary>
    [Description("The column of the labels: its name, or its index from 0, negative from the end (-1 is the last).")]
    [Required]
    public string LabelColumn { get; set; } = "-1";

    /// <summary>Whether features are standardised with training statistics.</summary>
    [Description("Whether each feature gets mean 0 and deviation 1 over the training examples.")]
    public bool Standardize { get; set; } = true;

    /// <summary>The share of the examples drawn for testing where there is no <see cref="TestPath"/>.</summary>
    [Description("Share of the examples drawn for testing by the run's seed, between 0 and 1; not used with TestPath.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestFraction { get; set; } = 0.2;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TableOptions.CheckSeparator(Separator);
}
