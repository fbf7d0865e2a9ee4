using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.DatasetTable;

/// <summary>The options of the data set <c>table</c>.</summary>
public sealed class TableOptions : IValidatableObject
{
    /// <summary>The place of a label where there is none: no table has so many columns.</summary>
    internal const string NoLabel = "2147483647";

    [Description("The table, or a pattern such as data/*.parquet for several files, in the order of their names. Required without Sql.")]
    [MinLength(1)]
    public string? Path { get; set; }

    [Description(
        "A query in DuckDB's SQL that gives the table instead, such as \"SELECT *, epoch(day) AS day FROM 'a.csv'\"; paths in it start at "
            + "the working directory.")]
    [MinLength(1)]
    public string? Sql { get; set; }

    [Description("The column of the labels: its name, or its index from 0, negative from the end (-1 is the last).")]
    [Required]
    public string Label { get; set; } = "-1";

    [Description(
        "A column of labels that are known to be right, where Label has wrong ones: which examples are mislabelled is then known.")]
    [MinLength(1)]
    public string? TrueLabel { get; set; }

    [Description("A column of texts or numbers, no two alike, that name the examples. Unset: the number of the data row, from 0.")]
    [MinLength(1)]
    public string? Id { get; set; }

    [Description("Columns that are no features; a * stands for any characters.")]
    public string[] Exclude { get; set; } = [];

    [Description("The only columns that are features; a * stands for any characters. Empty: all that are left.")]
    public string[] Include { get; set; } = [];

    [Description("A second table with the test examples, of the same columns. Unset: test examples are drawn.")]
    [MinLength(1)]
    public string? TestPath { get; set; }

    [Description("A column that says which rows test: those where it is test or true. Unset: test examples are drawn.")]
    [MinLength(1)]
    public string? TestColumn { get; set; }

    [Description("Share of the examples drawn for testing by the run's seed, between 0 and 1; not used with TestPath or TestColumn.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double TestFraction { get; set; } = 0.2;

    [Description("Whether each class has its share of the test examples that are drawn.")]
    public bool Stratify { get; set; } = true;

    [Description(
        "What becomes of missing cells: Refuse (an error), Drop (their rows are left out), Impute (the median of the training rows, with a "
            + "feature that says where).")]
    public MissingCells Missing { get; set; } = MissingCells.Refuse;

    [Description("Whether each number gets mean 0 and deviation 1 over the training examples.")]
    public bool Standardize { get; set; } = true;

    [Description("The most categories that a text column may have; each becomes a feature of 0 and 1.")]
    [Range(2, 10_000)]
    public int MaxCategories { get; set; } = 50;

    [Description("The characters between two cells of a text file, \\t for a tab, or spaces for any white space. Unset: found out.")]
    [StringLength(6, MinimumLength = 1)]
    public string? Separator { get; set; }

    [Description("The character before the decimals of a number in a text file: . or ,. Unset: found out.")]
    [RegularExpression("[.,]", ErrorMessage = "must be . or ,.")]
    public string? DecimalSeparator { get; set; }

    [Description("The character between the thousands of a number in a text file, such as ,. Unset: none.")]
    [StringLength(1, MinimumLength = 1)]
    public string? Thousands { get; set; }

    [Description("The encoding of a text file: utf-8, latin-1 or utf-16. Unset: utf-8, and latin-1 where it is none.")]
    [RegularExpression("(?i)utf-8|latin-1|utf-16", ErrorMessage = "must be utf-8, latin-1 or utf-16.")]
    public string? Encoding { get; set; }

    [Description("The cells of a text file that are missing ones.")]
    public string[] NullStrings { get; set; } = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "?"];

    [Description("The character that begins a comment line of a text file. Unset: # where the first line begins with it.")]
    [StringLength(1, MinimumLength = 1)]
    public string? Comment { get; set; }

    [Description(
        "Whether the first line of a text file names the columns. Unset: it does where Label is one of its names, or none of its feature "
            + "cells is a number.")]
    public bool? HasHeader { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Path is null) == (Sql is null))
            yield return new ValidationResult("Give Path or Sql: one of them says where the table is.", [nameof(Path)]);
        if (TestPath is not null && TestColumn is not null)
            yield return new ValidationResult("TestPath and TestColumn exclude each other.", [nameof(TestColumn)]);
        if (Sql is not null && TestPath is not null)
            yield return new ValidationResult("With Sql, test rows are said by TestColumn, or drawn.", [nameof(TestPath)]);
        if (Include.Length > 0 && Exclude.Length > 0)
            yield return new ValidationResult("Include and Exclude exclude each other.", [nameof(Include)]);
        if (DecimalSeparator is not null && DecimalSeparator == Thousands)
            yield return new ValidationResult("DecimalSeparator and Thousands are the same character.", [nameof(Thousands)]);
        foreach (var result in Separator is null or "spaces" ? [] : CheckSeparator(Separator)) yield return result;
    }

    internal static IEnumerable<ValidationResult> CheckSeparator(string separator)
    {
        var isTab = separator.Replace("\\t", "\t", StringComparison.Ordinal).All(c => c == '\t');
        if (!isTab && (separator.Length > 1 || separator is "\"" || separator[0] is < ' ' or > '~'))
            yield return new ValidationResult(
                "Separator is one printable ASCII character other than a quote, such as ',' or ';', or a tab (\\t).", [nameof(Separator)]);
    }
}
