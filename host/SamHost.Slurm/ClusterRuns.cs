using System.Diagnostics;
using System.Globalization;
using SamHost.Configuration;
using SamHost.Runs.Ownership;
using SamHost.Runs.Results;

namespace SamHost.Slurm;

/// <summary>
/// The runs of a study that was handed to a scheduler. What the run's own folder says comes first: its manifest, and the heartbeat of
/// whoever makes it. Then what Slurm has, which forgets a job some minutes after its end. It only reads.
/// </summary>
public sealed class ClusterRuns
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private readonly string _studyFolder;
    private readonly Func<string, IReadOnlyList<QueuedElement>> _read;
    private readonly Liveness _liveness = new();
    private readonly Dictionary<string, IReadOnlyList<IReadOnlyList<SubmittedRun>>> _submitted = [];
    private readonly Dictionary<string, (string Submission, ClusterRun Run)> _ended = [];
    private Dictionary<(string Submission, int Number), QueuedElement>? _queue;
    private long _asked;

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
        (_studyFolder, _read) = (Path.TrimEndingDirectorySeparator(studyFolder), read);

    /// <summary>Why Slurm says nothing; null where it answers, or was not asked.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether any of a study's runs were ever handed to a scheduler.</summary>
    public static bool Any(string studyFolder) => Submission.Of(studyFolder).Count > 0;

    /// <summary>Reads them. Slurm is asked every thirty seconds at most; of a run that has ended, nothing is read again.</summary>
    public IReadOnlyList<ClusterRun> Read()
    {
        var submissions = Submission.Of(_studyFolder);
        if (submissions.Any(submission => submission.IsForSlurm)) Ask();
        var runs = new Dictionary<string, ClusterRun>();
        foreach (var submission in submissions)
        {
            if (!_submitted.TryGetValue(submission.Id, out var elements)) elements = _submitted[submission.Id] = submission.ReadRuns();
            foreach (var (number, submitted) in elements.Index())
            {
                ClusterElement? element = null;
                // The latest submission of a run counts.
                foreach (var run in submitted.Where(run => !runs.ContainsKey(run.Id)))
                    runs[run.Id] = KnownEnd(run, submission) ?? Read(run, element ??= Of(submission, number));
            }
        }

        return [.. runs.Values.OrderBy(run => run.Id, StringComparer.Ordinal)];
    }

    private void Ask()
    {
        if (_asked != 0 && Stopwatch.GetElapsedTime(_asked) < Between) return;
        _asked = Stopwatch.GetTimestamp();
        try
        {
            _queue = _read(Path.GetFileName(_studyFolder)).Where(element => element.Element is not null)
                .GroupBy(element => (element.Submission, element.Element!.Value))
                // A requeued job is there once; of others the one that is not over.
                .ToDictionary(group => group.Key, group => group.OrderByDescending(element => element.IsActive).First());
            Problem = null;
        }
        catch (Exception e) when (e is SlurmAwayException or UserErrorException)
        {
            Problem = e.Message;
        }
    }

    private ClusterElement Of(Submission submission, int number) => new(
        submission, new ElementAttempts(submission, number), _queue?.GetValueOrDefault((submission.Id, number)), _queue is not null);

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
        var (state, why) = element.Judge(summary, owner is not null && _liveness.Of(folder, owner), owner is not null);
        var queued = element.Queued;
        var result = new ClusterRun(
            run.Id, run.Label, run.Optimizer, run.Seed, state,
            queued is { IsWaiting: true } ? null : queued is { Node.Length: > 0 } ? queued.Node : owner?.Node ?? summary?.Node,
            queued?.Job ?? owner?.Job?.Job ?? summary?.Job, why ?? Log(state, element),
            state == ClusterState.Completed ? 1 : beat?.Fraction ?? 0,
            state is ClusterState.Running or ClusterState.Lost ? beat?.Text : null, element.Attempts.Count, element.MayComeBack);
        if (state == ClusterState.Completed || (state is ClusterState.Failed or ClusterState.Cancelled && !result.MayComeBack))
            _ended[run.Id] = (element.Submission.Id, result);
        return result;
    }

    private static string? Log(ClusterState state, ClusterElement element)
    {
        if (state is not (ClusterState.Lost or ClusterState.Failed) || element.Queued is not { } queued) return null;
        var log = Path.Combine(element.Submission.Logs, string.Create(CultureInfo.InvariantCulture, $"{queued.Job}.log"));
        return File.Exists(log) ? $"see {log}" : null;
    }

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
