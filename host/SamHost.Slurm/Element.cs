using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Runs.Ownership;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using SamHost.Training.Checkpointing;

namespace SamHost.Slurm;

/// <summary>
/// An element of a job: what <c>samhost run-one</c> makes in this process's attempt. Slurm's, or any other scheduler's that gives a number.
/// </summary>
public sealed class Element
{
    private readonly Submission _submission;
    private readonly ElementAttempts _attempts;
    private readonly SlurmJob? _job = SlurmJob.Current();
    private readonly int _number;

    private Element(Submission submission, int number) =>
        (_submission, _number, _attempts) = (submission, number, new ElementAttempts(submission, number));

    /// <summary>Reads a request.</summary>
    /// <param name="request">The file.</param>
    /// <exception cref="UserErrorException">It is none.</exception>
    public static Element Read(string request)
    {
        var (submission, number) = Submission.OfRequest(request);
        return new Element(submission, number);
    }

    /// <summary>The settings of the study.</summary>
    public SettingsNode Settings => _submission.ReadSetup().Settings;

    /// <summary>The runs that it is to make.</summary>
    public IReadOnlyList<Studies.Processes.RunRequest> Runs => _submission.ReadRequest(_number);

    /// <summary>This attempt, as owner of runs.</summary>
    public JobAttempt AttemptOf(SlurmOptions options)
    {
        _job?.Describe();
        return _job?.ToAttempt(options.Heartbeat)
            ?? new JobAttempt($"element {_number} of {_submission.Id}", _attempts.Count, Environment.MachineName, options.Heartbeat);
    }

    /// <summary>Notes that this attempt begins.</summary>
    /// <param name="attempt">This attempt.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="studyFolder">The study's folder.</param>
    /// <param name="mostRestarts">How often in a row it may be started again without getting on.</param>
    /// <exception cref="UserErrorException">It was started so often without getting on.</exception>
    public void Begin(JobAttempt attempt, IReadOnlyList<PlannedRun> runs, string studyFolder, int mostRestarts)
    {
        var progress = string.Join(' ', runs.Select(run => Progress(Path.Combine(studyFolder, run.Id))));
        // A person who starts it again has a reason.
        var before = attempt.Restart == 0 ? 0 : _attempts.WithoutProgress(progress);
        _attempts.Begin(attempt, progress);
        if (before <= mostRestarts) return;
        var reason = $"It was started {before} times in a row without getting on, and Slurm:MaxRestarts is {mostRestarts}.";
        _attempts.Fail(reason);
        throw new UserErrorException([reason], ExitCode.RunFailed);
    }

    /// <summary>
    /// Sets aside what is there from before the submission of runs that are to be made again. An element does that, and not whoever
    /// submits: what a scheduler does not take leaves everything as it was.
    /// </summary>
    /// <param name="attempt">This attempt.</param>
    /// <param name="studyFolder">The study's folder.</param>
    /// <param name="note">Says what a person has to know.</param>
    /// <exception cref="UserErrorException">Another process makes such a run, or its folder cannot be moved.</exception>
    public void SetAside(JobAttempt attempt, string studyFolder, Action<string> note)
    {
        foreach (var run in _submission.ReadRuns().ElementAtOrDefault(_number)?.Where(run => run.IsAgain) ?? [])
        {
            var folder = Path.Combine(studyFolder, run.Id);
            if (!_submission.IsOlder(folder)) continue;
            try
            {
                if (RunFolder.SetAside(folder, attempt, note) is { } previous)
                    note($"{run.Id} is made again; its earlier results are now in {previous}.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UserErrorException([$"{run.Id}: what is there from before cannot be set aside: {e.Message}"], ExitCode.RunFailed);
            }
        }
    }

    /// <summary>Has the scheduler start it again, as the last act of this process.</summary>
    /// <returns>Why that cannot be from here; null where it can.</returns>
    public string? Requeue() => _job is null ? "No Slurm job is to be requeued; the scheduler is to start it again." : _job.Requeue();

    private static string Progress(string folder) =>
        RunReader.IsRun(folder) && RunSummary.Read(folder, folder, out _) is { Status: "completed" } ? "complete"
        : new CheckpointFolder(folder).All is [var newest, ..] ? Path.GetFileName(newest)
        : "nothing";
}
