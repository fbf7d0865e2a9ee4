using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SamHost.Slurm;

/// <summary>What a study asks of a cluster (section <c>Slurm</c>), for <c>--on</c>.</summary>
public sealed partial class SlurmOptions : IValidatableObject
{
    private const string Word = "must be one word of letters, digits and . , : _ = + & | ( ) [ ] * @ / -, as Slurm has it.";
    private const string WordPattern = @"[\w.,:=+&|()\[\]*@/-]+";

    [Description("The partition; null is the cluster's default.")]
    [RegularExpression(WordPattern, ErrorMessage = Word)]
    public string? Partition { get; set; }

    [Description("The account that the time is counted for; null is the user's default.")]
    [RegularExpression(WordPattern, ErrorMessage = Word)]
    public string? Account { get; set; }

    [Description("The quality of service; null is the default.")]
    [RegularExpression(WordPattern, ErrorMessage = Word)]
    public string? Qos { get; set; }

    [Description(
        "The time limit of an element, such as 04:00:00; null is the partition's. A run that needs longer writes a checkpoint before the "
            + "limit, is requeued, and goes on.")]
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan? Time { get; set; }

    [Description("The CPUs of an element, and the threads of its runs where Torch:Threads gives no number.")]
    [Range(1, 1024)]
    public int CpusPerRun { get; set; } = 1;

    [Description(
        "The GPUs of an element: a number, or a type and a number such as a100:1; null for none. Torch:Device says whether runs use them.")]
    [RegularExpression(@"([\w.-]+:)?[1-9][0-9]{0,3}", ErrorMessage = "must be a number, or a type and a number such as a100:1.")]
    public string? Gpus { get; set; }

    [Description(
        "The memory of an element, such as 4G; null is the cluster's default. Where Gradients:MemoryBudget gives no number, it is a "
            + "quarter of this, or 1024 MiB without one: what a node has is no matter.")]
    [RegularExpression("[1-9][0-9]{0,8}[KMGT]?", ErrorMessage = "must be a number with K, M, G or T, such as 4G.")]
    public string? Memory { get; set; }

    [Description("What nodes must have, such as a kind of processor: results are equal bit for bit on equal machines only.")]
    [RegularExpression(WordPattern, ErrorMessage = Word)]
    public string? Constraint { get; set; }

    [Description("How many elements run at once at most; null leaves it to Slurm.")]
    [Range(1, 1_000_000)]
    public int? AtOnce { get; set; }

    [Description("How often in a row an element may be started again without getting on; then it fails, and says so.")]
    [Range(0, 1000)]
    public int MaxRestarts { get; set; } = 3;

    [Description("How many runs an element makes one after the other in the same process: many short runs are not as many starts.")]
    [Range(1, 100_000)]
    public int RunsPerElement { get; set; } = 1;

    [Description("Lines of the script before the program starts, such as `module load dotnet`.")]
    public string[] Setup { get; set; } = [];

    [Description("An Apptainer image that has samhost on its path; null runs the program that submits.")]
    [RegularExpression(@"[^\x00\n]+", ErrorMessage = "must be a path or an address in one line.")]
    public string? Container { get; set; }

    [Description("More options of sbatch, each as one string, such as --exclude=n7.")]
    public string[] Extra { get; set; } = [];

    [Description("How often a run says that it is alive; three times that without a word, and another attempt takes it over.")]
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The memory of the per-example gradients in MiB where the settings give none.</summary>
    public long MemoryBudget => Memory is null ? 1024 : Math.Max(1, Mebibytes(Memory) / 4);

    /// <summary>How long before the time limit a run writes a checkpoint and is requeued.</summary>
    public TimeSpan Warning
    {
        get
        {
            var usual = TimeSpan.FromMinutes(5);
            return Time is { } time && time / 4 < usual ? time / 4 : usual;
        }
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (place, option) in Extra.Index())
        {
            if (SbatchOptions.ProblemOf(option, Gpus) is { } problem)
                yield return new ValidationResult(problem, [$"{nameof(Extra)}:{place}"]);
        }

        foreach (var (place, line) in Setup.Index())
        {
            if (line.AsSpan().IndexOfAny('\0', '\n') >= 0)
                yield return new ValidationResult("must be one line; give one string a line.", [$"{nameof(Setup)}:{place}"]);
            else if (Directive().IsMatch(line))
                yield return new ValidationResult(
                    "is an option of sbatch and no line that is run; Slurm:Extra takes such.", [$"{nameof(Setup)}:{place}"]);
        }
    }

    private static long Mebibytes(string memory)
    {
        var number = long.Parse(memory.TrimEnd('K', 'M', 'G', 'T'), CultureInfo.InvariantCulture);
        return memory[^1] switch { 'K' => number >> 10, 'G' => number << 10, 'T' => number << 20, _ => number };
    }

    // sbatch reads these of other schedulers, too.
    [GeneratedRegex("^#(SBATCH|PBS|BSUB)")]
    private static partial Regex Directive();
}
