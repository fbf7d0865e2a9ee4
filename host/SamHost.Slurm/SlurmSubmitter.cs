using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;

namespace SamHost.Slurm;

/// <summary>Hands a submission to Slurm.</summary>
/// <param name="options">What is asked of the cluster.</param>
/// <param name="environment">Jobs run in its content root, as this process does.</param>
internal sealed class SlurmSubmitter(SlurmOptions options, IHostEnvironment environment)
{
    /// <summary>The arrays that elements make on this cluster.</summary>
    /// <exception cref="UserErrorException">The settings do not fit, or Slurm allows no arrays.</exception>
    /// <exception cref="SlurmAwayException">The controller does not answer.</exception>
    public IReadOnlyList<ArrayPart> Divide(int elements) => ArrayPart.Divide(elements, LargestArray(), options.AtOnce);

    /// <summary>
    /// Submits an element for each request, and a job after them that writes the report. Where Slurm refuses, what it did not take is
    /// removed; what it took goes on, and has its report.
    /// </summary>
    /// <param name="submission">The submission.</param>
    /// <param name="parts">The arrays.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="reports">Whether there is to be a report.</param>
    /// <returns>The jobs that Slurm has now.</returns>
    /// <exception cref="UserErrorException">Slurm refuses an array, or does not answer after it took another.</exception>
    /// <exception cref="SlurmAwayException">The controller does not answer.</exception>
    public SubmittedJobs Submit(Submission submission, IReadOnlyList<ArrayPart> parts, string study, bool reports)
    {
        File.WriteAllText(submission.Script, SlurmScript.OfElement(options, submission));
        File.WriteAllText(
            submission.ReportScript, SlurmScript.OfReport(options, Path.GetDirectoryName(Path.GetDirectoryName(submission.Folder))!));
        var arrays = new List<string>();
        Exception? problem = null;
        foreach (var part in parts)
        {
            problem = Try(() => arrays.Add(SubmitArray(submission, part, study)));
            if (problem is not null) break;
            submission.Jobs = JobsOf(parts, arrays, report: null);
        }

        if (problem is not null && arrays.Count == 0)
        {
            // One that does not answer may have taken it all the same.
            if (problem is UserErrorException) submission.Delete();
            throw problem;
        }

        if (problem is UserErrorException) submission.Keep(parts[arrays.Count].First);
        string? report = null;
        var noReport = reports ? Try(() => report = SubmitReport(submission, arrays, study)) : null;
        submission.Jobs = JobsOf(parts, arrays, report);
        return problem is null
            ? new SubmittedJobs(arrays, report, noReport?.Message)
            : throw new UserErrorException(
                $"{problem.Message.TrimEnd('.')}. Array {arrays.Count + 1} of {parts.Count} ({parts[arrays.Count].Elements}) was not "
                    + $"submitted{(arrays.Count + 1 < parts.Count ? ", nor those after it" : "")}. Accepted, and going on: "
                    + $"{string.Join(", ", arrays.Select((job, place) => $"job {job} ({parts[place].Elements})"))}; samhost cancel {study} "
                    + "ends them. The same command submits what is missing.");
    }

    private static Exception? Try(Action submit)
    {
        try
        {
            submit();
            return null;
        }
        catch (Exception e) when (e is UserErrorException or SlurmAwayException)
        {
            return e;
        }
    }

    private static JsonObject JobsOf(IReadOnlyList<ArrayPart> parts, IReadOnlyList<string> arrays, string? report) => new()
    {
        ["arrays"] = new JsonArray(
        [
            .. arrays.Select((job, place) =>
                new JsonObject { ["job"] = job, ["first"] = parts[place].First, ["count"] = parts[place].Count }),
        ]),
        ["report"] = report,
    };

    private string SubmitArray(Submission submission, ArrayPart part, string study) => Sbatch(
        SlurmQueue.NameOf(study), Path.Combine(submission.Logs, "%A_%a.log"), SlurmQueue.CommentOf(submission.Id, part.First),
        $"--array=0-{part.Count - 1}{(part.AtOnce is { } atOnce ? $"%{atOnce}" : "")}", submission.Script,
        part.First.ToString(CultureInfo.InvariantCulture));

    private string SubmitReport(Submission submission, IReadOnlyList<string> arrays, string study) => Sbatch(
        SlurmQueue.NameOfReport(study), Path.Combine(submission.Logs, "report.log"), SlurmQueue.CommentOfReport(submission.Id),
        $"--dependency=afterany:{string.Join(':', arrays)}", "--kill-on-invalid-dep=yes", submission.ReportScript);

    // A percent sign in a path would be one of Slurm's own.
    private string Sbatch(string name, string log, string comment, params string[] rest) => SlurmProgram.Run(
        "sbatch",
        [
            "--parsable", $"--job-name={name}", $"--comment={comment}", $"--chdir={environment.ContentRootPath}",
            $"--output={Path.GetDirectoryName(log)!.Replace("%", "%%", StringComparison.Ordinal)}/{Path.GetFileName(log)}", .. rest,
        ]).Trim().Split(';')[0];

    private static int LargestArray()
    {
        var line = SlurmProgram.Run("scontrol", "show", "config").Split('\n')
            .FirstOrDefault(line => line.StartsWith("MaxArraySize", StringComparison.Ordinal));
        return int.TryParse(line?.Split('=')[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var size) && size > 1
            ? size
            : throw new UserErrorException("Slurm allows no job arrays here (MaxArraySize); samhost submits a study as one.");
    }
}
