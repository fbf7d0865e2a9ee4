using SamHost.Runs;
using SamHost.Runs.Ownership;
using SamHost.Runs.Results;

namespace SamHost.Slurm;

/// <summary>
/// The runs of a study that was handed to a scheduler. What the run's own folder says comes first: its manifest, and the heartbeat of
/// whoever makes it. Then what Slurm has, which forgets a job some minutes after its end. It only reads.
/// </summary>
public sealed class ClusterRuns
{
    private readonly string _studyFolder;
    private readonly QueueSnapshot _queue;
    private readonly Liveness _liveness = new();
    private readonly Dictionary<string, IReadOnlyList<IReadOnlyList<SubmittedRun>>> _submitted = [];
    private readonly Dictionary<string, (string Submission, ClusterRun Run)> _ended = [];

    /// <summary>Reads nothing yet.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    public ClusterRuns(string studyFolder)
        : this(studyFolder, SlurmQueue.Read)
    {
    }

    /// <summary>Reads nothing yet.</summary>
    /// <param name="studyFolder">The study's folder.</param>
    /// <param name="read">What Slurm has of a study.</param>
    internal ClusterRuns(string studyFolder, Func<string, IReadOnlyList<QueuedElement>> read) =>
        (_studyFolder, _queue) = (
            Path.TrimEndingDirectorySeparator(studyFolder),
            new QueueSnapshot(Path.GetFileName(Path.TrimEndingDirectorySeparator(studyFolder)), read));

    /// <summary>Why Slurm says nothing; null where it answers, or was not asked.</summary>
    public string? Problem => _queue.Problem;

    /// <summary>Whether any of a study's runs were ever handed to a scheduler.</summary>
    public static bool Any(string studyFolder) => Submission.Of(studyFolder).Count > 0;

    /// <summary>Reads them. Slurm is asked every thirty seconds at most; of a run that has ended, nothing is read again.</summary>
    public IReadOnlyList<ClusterRun> Read()
    {
        var submissions = Submission.Of(_studyFolder);
        _queue.Refresh([.. submissions.Where(submission => submission.IsForSlurm)]);
        var runs = new Dictionary<string, ClusterRun>();
        foreach (var submission in submissions)
        {
            if (!_submitted.TryGetValue(submission.Id, out var elements)) elements = _submitted[submission.Id] = submission.ReadRuns();
            foreach (var (number, submitted) in elements.Index())
            {
                ClusterElement? element = null;
                // The latest submission of a run counts.
                foreach (var run in submitted.Where(run => !runs.ContainsKey(run.Id)))
                    runs[run.Id] = KnownEnd(run, submission) ?? Read(run, element ??= _queue.Of(submission, number));
            }
        }

        return [.. runs.Values.OrderBy(run => run.Id, StringComparer.Ordinal)];
    }

    private ClusterRun? KnownEnd(SubmittedRun run, Submission submission) =>
        _ended.TryGetValue(run.Id, out var ended) && ended.Submission == submission.Id ? ended.Run : null;

    private ClusterRun Read(SubmittedRun run, ClusterElement element)
    {
        var folder = Path.Combine(_studyFolder, run.Id);
        var summary = RunReader.IsRun(folder) ? RunSummary.Read(_studyFolder, folder, out _) : null;
        // What is there from before says nothing of this submission; but that a run is complete does, unless it is to be made again.
        if (summary is not null && (run.IsAgain || summary.Status != "completed") && element.Submission.IsOlder(folder)) summary = null;
        var beat = Heartbeat.Read(folder);
        var owner = beat is null ? null : OwnerOf(folder);
        var isAlive = owner is not null && _liveness.Of(folder, owner) && !HasFailedSince(summary, folder);
        var (state, why) = element.Judge(run.Id, summary, isAlive, owner is not null);
        var queued = element.Queued;
        var result = new ClusterRun(
            run.Id, run.Label, run.Optimizer, run.Seed, state,
            element.Waits ? null : queued is { Node.Length: > 0 } ? queued.Node : owner?.Node ?? summary?.Node,
            queued?.Job ?? SlurmJob.NumberIn(owner?.Job?.Job ?? summary?.Job), why ?? Log(state, element),
            state == ClusterState.Completed ? 1 : beat?.Fraction ?? 0,
            state is ClusterState.Running or ClusterState.Lost ? beat?.Text : null, element.Attempts.Count, element.MayComeBack);
        if (state == ClusterState.Completed || (state is ClusterState.Failed or ClusterState.Cancelled && !result.MayComeBack))
            _ended[run.Id] = (element.Submission.Id, result);
        return result;
    }

    // A process that was killed gave nothing up: who started it wrote down how it ended.
    private static bool HasFailedSince(RunSummary? summary, string folder) => summary?.Status == "failed"
        && File.GetLastWriteTimeUtc(Path.Combine(folder, RunFolder.ManifestFile)) >= Heartbeat.Last(folder);

    private static string? Log(ClusterState state, ClusterElement element) =>
        state is ClusterState.Failed && element.SeeLog is { Length: > 0 } see ? see[2..] : null;

    private static RunOwner? OwnerOf(string folder)
    {
        try
        {
            return RunOwner.Read(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
