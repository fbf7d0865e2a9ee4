using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>Options of <see cref="FromFileNoise"/>.</summary>
public sealed class FromFileOptions
{
    [Description("A text file with one label a line, a line for each row of the source (the table, the published file) in its order; or a "
        + "CSV file with the columns id and Column, in any order, where a row whose column action says dropped leaves its example out. "
        + "Class names throughout, or class indices from 0 throughout. Relative to the working directory. Must be given.")]
    [Required]
    public string Path { get; set; } = "";

    [Description("Whether these labels mend those of the data set, as the file of 'samhost suspects --folds' does, rather than "
        + "spoil them.")]
    public bool AreCorrections { get; set; }

    [Description("The column of the labels in a CSV file.")]
    [Required]
    public string Column { get; set; } = "label";
}
