using System.Text.RegularExpressions;

namespace SamHost.Slurm;

/// <summary>
/// Which options of sbatch a person may add (<c>Slurm:Extra</c>): those that break what samhost depends on are refused by name, also where
/// they are abbreviated as getopt_long takes them, or written as one letter.
/// </summary>
internal static partial class SbatchOptions
{
    private const string Given = "samhost gives it";
    private const string Prints = "sbatch would print something and submit nothing";
    private const string Requeues = "runs go on after an interruption by being requeued";
    private const string Writes = "samhost looks for logs in the folder of the submission";

    // The long name, the letter, and why not.
    private static readonly (string Name, char? Letter, string Why)[] Refused =
    [
        ("account", 'A', Setting("Account")),
        ("array", 'a', "samhost submits an element for each run; Slurm:AtOnce bounds how many run at a time"),
        ("chdir", 'D', "runs are made in the folder where the study is submitted"),
        ("clusters", 'M', "jobs on another cluster would not be found again; call samhost on a login node of that one"),
        ("comment", null, "samhost finds its jobs by it"),
        ("constraint", 'C', Setting("Constraint")),
        ("cpus-per-task", 'c', Setting("CpusPerRun")),
        ("dependency", 'd', "the job of the report depends on those of the runs; submit when the other job has ended"),
        ("error", 'e', Writes),
        ("help", 'h', Prints),
        ("job-name", 'J', "samhost finds its jobs by it"),
        ("mem", null, Setting("Memory")),
        ("no-requeue", null, Requeues),
        ("open-mode", null, "the log of an attempt stays when the next one begins"),
        ("output", 'o', Writes),
        ("parsable", null, Given),
        ("partition", 'p', Setting("Partition")),
        ("qos", 'q', Setting("Qos")),
        ("quiet", 'Q', "sbatch would not say the number of the job"),
        ("requeue", null, Given),
        ("signal", null, "it is how a run hears of its time limit; the warning follows from Slurm:Time"),
        ("test-only", null, "nothing would be submitted; samhost check looks at a study without that"),
        ("time", 't', Setting("Time")),
        ("usage", 'u', Prints),
        ("version", 'V', Prints),
        ("wait", 'W', "samhost would hang until all is over; --follow shows a study until it ends"),
        ("wrap", null, "samhost gives the script"),
    ];

    /// <summary>What is wrong with a line of <c>Slurm:Extra</c>; null where nothing is.</summary>
    /// <param name="option">The line.</param>
    /// <param name="gpus">The setting <c>Slurm:Gpus</c>; null for none.</param>
    public static string? ProblemOf(string option, string? gpus)
    {
        var given = LongName().Match(option).Groups[1];
        // getopt_long takes any beginning of a name that is the beginning of no other; an ambiguous one sbatch would refuse itself.
        var refused = Refused.Where(refused => given.Success
            ? refused.Name.StartsWith(given.Value, StringComparison.Ordinal)
            : option is ['-', var letter, ..] && letter == refused.Letter).OrderBy(refused => refused.Name.Length).FirstOrDefault();
        if (refused.Name is { } name)
        {
            var written = given.Success ? $"--{given.Value}" : option[..2];
            return $"{written}{(written == $"--{name}" ? "" : $" may be --{name}, which")} is not to be given here: {refused.Why}.";
        }

        if (given.Success && gpus is not null && "gres".StartsWith(given.Value, StringComparison.Ordinal))
            return $"--{given.Value} would replace what Slurm:Gpus asks for; leave that out, and give all here.";
        return One().IsMatch(option)
            ? null
            : $"'{option}' is not one option of sbatch in its long form, such as --exclude=n7; give each as a string of its own, with "
                + "quotes around a value that has blanks.";
    }

    private static string Setting(string key) => $"Slurm:{key} says it";

    [GeneratedRegex("^--([A-Za-z][A-Za-z-]*)")]
    private static partial Regex LongName();

    // A blank outside quotes would begin another option, and # a comment.
    [GeneratedRegex("""^--[a-z][a-z-]*([= ]([^\s"'#\\\0]+|"[^"\\\n\0]*"|'[^'\\\n\0]*'))?$""")]
    private static partial Regex One();
}
