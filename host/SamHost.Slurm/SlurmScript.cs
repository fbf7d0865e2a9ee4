using System.Globalization;
using System.Text;
using SamHost.Studies.Processes;

namespace SamHost.Slurm;

/// <summary>The scripts that Slurm runs, which a person can read and submit by hand.</summary>
internal static class SlurmScript
{
    /// <summary>The script of an element: its first argument is the number of the request that index 0 makes.</summary>
    /// <param name="options">What is asked of the cluster.</param>
    /// <param name="submission">The submission.</param>
    public static string OfElement(SlurmOptions options, Submission submission)
    {
        var warning = string.Create(CultureInfo.InvariantCulture, $"B:USR1@{options.Warning.TotalSeconds:0}");
        var text = Begin(options, [
            Argument("cpus-per-task", options.CpusPerRun.ToString(CultureInfo.InvariantCulture)),
            Argument("gres", options.Gpus is null ? null : $"gpu:{options.Gpus}"),
            Argument("mem", options.Memory),
            Argument("time", options.Time is { } time ? Minutes(time) : null),
            Argument("signal", warning),
            "#SBATCH --requeue",
            // The log of an attempt stays when the next one begins.
            "#SBATCH --open-mode=append",
        ]);
        foreach (var line in options.Setup) text.Append(line).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"export {SlurmJob.Mark}=1\n");
        var command = $"{Program(options)} run-one --request {Quote(submission.Requests)}/$(( $1 + SLURM_ARRAY_TASK_ID )).json";
        if (options.Container is null)
        {
            // Signals reach the program itself.
            text.Append("exec ").Append(command).Append('\n');
        }
        else
        {
            // There is no scontrol in there: what cannot be done inside is done here, by the exit code.
            text.Append(command).Append(" &\nchild=$!\n")
                .Append("trap 'kill -TERM $child 2>/dev/null' TERM\ntrap 'kill -USR1 $child 2>/dev/null' USR1\n")
                .Append("while wait $child; code=$?; kill -0 $child 2>/dev/null; do :; done\n")
                .Append("job=${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\n")
                // Where Slurm has started the job again already, that attempt is not this one's to end.
                .Append("restarts=$(scontrol --oneliner show job $job | grep -o ' Restarts=[0-9]*')\n")
                .Append("[ $code = 75 ] && [ \"$restarts\" = \" Restarts=${SLURM_RESTART_COUNT:-0}\" ] && scontrol requeue $job\n")
                .Append("exit $code\n");
        }

        return text.ToString();
    }

    /// <summary>The script of the job that writes the report.</summary>
    /// <param name="options">What is asked of the cluster.</param>
    /// <param name="studyFolder">The study's folder.</param>
    public static string OfReport(SlurmOptions options, string studyFolder)
    {
        var text = Begin(options, ["#SBATCH --requeue", "#SBATCH --open-mode=append"]);
        foreach (var line in options.Setup) text.Append(line).Append('\n');
        return text.Append($"exec {Program(options)} report {Quote(studyFolder)}\n").ToString();
    }

    private static StringBuilder Begin(SlurmOptions options, IEnumerable<string?> own)
    {
        var text = new StringBuilder("#!/bin/bash\n");
        string?[] common =
        [
            Argument("partition", options.Partition), Argument("account", options.Account), Argument("qos", options.Qos),
            Argument("constraint", options.Constraint),
        ];
        foreach (var line in common.Concat(own).Concat(options.Extra.Select(option => $"#SBATCH {option}")).OfType<string>())
            text.Append(line).Append('\n');
        return text;
    }

    private static string? Argument(string name, string? value) =>
        value is null ? null : $"#SBATCH --{name}={(value.AsSpan().ContainsAny("&|()*[]") ? $"\"{value}\"" : value)}";

    private static string Minutes(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");

    private static string Program(SlurmOptions options) => options.Container is { } image
        ? $"apptainer exec {(options.Gpus is null ? "" : "--nv ")}{Quote(image)} samhost"
        : string.Join(' ', ChildProcess.Program.Select(Quote));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
