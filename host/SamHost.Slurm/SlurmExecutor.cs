using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Telemetry;

namespace SamHost.Slurm;

/// <summary>
/// Has Slurm make the runs: submits those that it does not have yet as arrays, an element a run, and returns; or follows them to their end.
/// </summary>
/// <param name="settings">The settings of the study.</param>
/// <param name="slurm">What is asked of the cluster.</param>
/// <param name="cluster">What the command line says.</param>
/// <param name="output">Where results go.</param>
/// <param name="environment">Relative paths start at its content root.</param>
/// <param name="display">Says what was submitted, and shows progress.</param>
internal sealed class SlurmExecutor(
    Settings settings,
    IOptions<SlurmOptions> slurm,
    ClusterOptions cluster,
    IOptions<OutputOptions> output,
    IHostEnvironment environment,
    IProgressDisplay display) : IRunExecutor
{
    private const string LockFile = "submit.lock";

    public void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        var study = runs[0].Plan.Study.Name;
        var directory = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
        var folder = Path.Combine(directory, study);
        try
        {
            Submit(runs, study, directory, folder);
        }
        catch (SlurmAwayException e)
        {
            throw new UserErrorException(
                $"Slurm does not answer, so it is not known what it has, and nothing (more) was submitted; try again later. {e.Message}");
        }

        if (cluster.Follows) new ClusterFollower(folder, directory, display).Follow(runs, ended, cancellation);
        else display.Note($"samhost runs --study {study} shows how far it is; samhost cancel {study} ends it.");
    }

    // The nodes send theirs.
    public TelemetryCounts? CloseTelemetry() => null;

    private void Submit(IReadOnlyList<PlannedRun> runs, string study, string directory, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, Submission.AllName));
        using var _ = Lock(Path.Combine(folder, Submission.AllName, LockFile));
        var queue = SlurmQueue.Read(study);
        foreach (var leftover in Submission.Of(folder).Where(one => one.CameToNothing && queue.All(job => job.Submission != one.Id)))
            leftover.Delete();
        var active = Active(folder, queue);
        PlannedRun[] missing = [.. runs.Where(run => !active.Contains(run.Id))];
        if (missing.Length < runs.Count)
            display.Note($"{runs.Count - missing.Length} of {runs.Count} runs are queued or running already, and not submitted again.");
        if (missing.Length == 0) return;
        var elements = missing.Chunk(slurm.Value.RunsPerElement).ToList();
        var submitter = new SlurmSubmitter(slurm.Value, environment);
        var parts = submitter.Divide(elements.Count);
        var submission = Submission.Write(
            folder, elements, run => cluster.Again || EarlierRun.FindComplete(run, directory) is not null, settings, isForSlurm: true);
        var (arrays, report, noReport) = submitter.Submit(submission, parts, study, output.Value.Report);
        var each = slurm.Value.RunsPerElement > 1 ? $", {slurm.Value.RunsPerElement} runs an element" : "";
        display.Note(
            $"Submitted {Count(missing.Length, "run")} as {(arrays.Count == 1 ? "job" : "jobs")} {string.Join(", ", arrays)} "
                + $"({Count(elements.Count, "element")}{each}){(report is null ? "" : $"; job {report} writes the report after them")}.");
        if (noReport is not null) display.Note($"No job writes the report ({noReport.TrimEnd('.')}); samhost report {study} does.");
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static HashSet<string> Active(string folder, IEnumerable<QueuedElement> jobs)
    {
        var queue = jobs.Where(element => element.IsActive).ToLookup(element => element.Submission);
        return
        [
            .. Submission.Of(folder).Where(submission => queue.Contains(submission.Id)).SelectMany(submission =>
            {
                var runs = submission.ReadRuns();
                return queue[submission.Id].Where(element => element.Element < runs.Count)
                    .SelectMany(element => runs[element.Element!.Value].Select(run => run.Id));
            }),
        ];
    }

    // Two that submit at the same moment would submit the same.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"{path} cannot be written to: it is another user's; have them let your group write to the study's folder, or give another "
                    + "by --out.");
        }
        catch (IOException)
        {
            throw new UserErrorException($"{path} is locked: another process submits the same study at this moment; wait for it.");
        }
    }
}
