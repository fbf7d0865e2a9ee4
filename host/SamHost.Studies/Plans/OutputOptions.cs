using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Studies.Plans;

/// <summary>Where results go (section <c>Output</c>).</summary>
public sealed class OutputOptions
{
    [Description("The folder of all studies' results, relative to the working directory; `--out` on the command line.")]
    [Required]
    [RegularExpression(@"[^\x00]+", ErrorMessage = "must hold no null character.")]
    public string Directory { get; set; } = "runs";

    [Description("Whether a study ends with report.html and its figures, in the study's folder, of the runs that it made.")]
    public bool Report { get; set; } = true;
}
