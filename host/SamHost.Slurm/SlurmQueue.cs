using System.Globalization;

namespace SamHost.Slurm;

/// <summary>
/// What Slurm has of a study, by one query for all. A job has a name that follows from the study's, so that those of all users are found,
/// and carries its submission in its comment, also where whoever submitted it was ended before it could write anything down.
/// </summary>
internal static class SlurmQueue
{
    private const string Mark = "samhost";
    private const string ReportMark = "report";

    /// <summary>The comment of an array.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="first">The number of the request that its index 0 makes.</param>
    public static string CommentOf(string submission, int first) =>
        string.Create(CultureInfo.InvariantCulture, $"{Mark}:{submission}:{first}");

    /// <summary>The comment of the job that writes the report.</summary>
    public static string CommentOfReport(string submission) => $"{Mark}:{submission}:{ReportMark}";

    /// <summary>The name of a study's arrays.</summary>
    public static string NameOf(string study) => $"{Mark}-{study}";

    /// <summary>The name of the job that writes a study's report.</summary>
    public static string NameOfReport(string study) => $"{NameOf(study)}-{ReportMark}";

    /// <summary>Asks Slurm. Jobs that have ended are among them for some minutes.</summary>
    /// <param name="study">The study's name.</param>
    /// <exception cref="SlurmAwayException">The controller does not answer.</exception>
    public static IReadOnlyList<QueuedElement> Read(string study) => Parse(SlurmProgram.Run(
        "squeue", $"--name={NameOf(study)},{NameOfReport(study)}", "--all", "--noheader", "--array", "--states=all",
        "--format=%i|%K|%T|%r|%N|%k"));

    /// <summary>Reads what squeue prints.</summary>
    public static IReadOnlyList<QueuedElement> Parse(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(ParseLine).OfType<QueuedElement>()];

    private static QueuedElement? ParseLine(string line)
    {
        var cells = line.Split('|', 6, StringSplitOptions.TrimEntries);
        if (cells.Length < 6 || cells[5].Split(':') is not [Mark, var submission, var first]) return null;
        var isReport = first == ReportMark;
        if (isReport) return new QueuedElement(submission, null, cells[0], cells[2], cells[3], cells[4]);
        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(cells[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? new QueuedElement(submission, from + index, cells[0], cells[2], cells[3], cells[4])
                : null;
    }
}
