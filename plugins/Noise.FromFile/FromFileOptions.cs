using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>Options of <see cref="FromFileNoise"/>.</summary>
public sealed class FromFileOptions
{
    [Description("A text file with one label a line, in the order of the training examples: class names throughout, or class indices "
        + "from 0 throughout. Relative to the working directory. Must be given.")]
    [Required]
    public string Path { get; set; } = "";
}
