using System.Diagnostics;
using SamHost.Configuration;

namespace SamHost.Slurm;

/// <summary>
/// What Slurm had of a study when it was asked last, which it is every thirty seconds at most. An element may have begun since: how many
/// attempts there were then is kept as well.
/// </summary>
/// <param name="study">The study's name.</param>
/// <param name="read">What Slurm has of a study.</param>
internal sealed class QueueSnapshot(string study, Func<string, IReadOnlyList<QueuedElement>> read)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private Dictionary<(string Submission, int Number), (QueuedElement Element, int Attempts)>? _elements;
    private HashSet<(string Submission, SubmittedArray? Array)> _present = [];

    // By submission, the arrays that there were when Slurm was asked last, and when it answered last.
    private Dictionary<string, IReadOnlyList<SubmittedArray>> _asked = [];
    private Dictionary<string, IReadOnlyList<SubmittedArray>> _answered = [];
    private long _when;

    /// <summary>Why Slurm says nothing; null where it answers, or was not asked.</summary>
    public string? Problem { get; private set; }

    /// <summary>Asks again where that is due, or where there is a submission, or an array of one, that Slurm was not asked of.</summary>
    /// <param name="submissions">The submissions to Slurm.</param>
    public void Refresh(IReadOnlyList<Submission> submissions)
    {
        if (submissions.Count == 0) return;
        var isDue = _when == 0 || Stopwatch.GetElapsedTime(_when) >= Between;
        var arrays = submissions.ToDictionary(submission => submission.Id, submission => submission.ReadArrays());
        if (!isDue && arrays.All(now => _asked.TryGetValue(now.Key, out var then) && then.Count == now.Value.Count)) return;
        _when = Stopwatch.GetTimestamp();
        // Also where it does not answer: it is not asked all the time.
        _asked = arrays;
        try
        {
            var folders = submissions.ToDictionary(submission => submission.Id);
            var all = read(study).Where(element => element.Element is not null && folders.ContainsKey(element.Submission)).ToList();
            _present =
                [.. all.Select(element => (element.Submission, ArrayOf(arrays[element.Submission], element.Element!.Value)))];
            _elements = all.GroupBy(element => (element.Submission, element.Element!.Value))
                // A requeued job is there once; of others the one that is not over.
                .Select(group => (group.Key, Element: group.OrderByDescending(element => element.IsActive).First()))
                .ToDictionary(pair => pair.Key, pair => (pair.Element, AttemptsOf(folders[pair.Key.Submission], pair.Element)));
            (_answered, Problem) = (_asked, null);
        }
        catch (Exception e) when (e is SlurmAwayException or UserErrorException)
        {
            Problem = e.Message;
        }
    }

    /// <summary>An element of a submission.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="number">The number of its request.</param>
    public ClusterElement Of(Submission submission, int number)
    {
        var attempts = new ElementAttempts(submission, number);
        if (_elements?.TryGetValue((submission.Id, number), out var known) == true)
            return new ClusterElement(submission, number, attempts, known.Element, QueueKnowledge.OfElement)
            {
                HasBegunSince = known.Element.IsWaiting && attempts.Count > known.Attempts,
            };
        return new ClusterElement(submission, number, attempts, null, KnowledgeOf(submission, number));
    }

    private QueueKnowledge KnowledgeOf(Submission submission, int number)
    {
        if (!_answered.TryGetValue(submission.Id, out var arrays)) return QueueKnowledge.None;
        var array = ArrayOf(arrays, number);
        // Of one that was submitted since the answer nothing is known.
        if (array is null && ArrayOf(submission.ReadArrays(), number) is not null) return QueueKnowledge.None;
        return _present.Contains((submission.Id, array)) ? QueueKnowledge.OfOthers : QueueKnowledge.OfNone;
    }

    private static SubmittedArray? ArrayOf(IReadOnlyList<SubmittedArray> arrays, int number) =>
        arrays.FirstOrDefault(array => array.Holds(number));

    private static int AttemptsOf(Submission submission, QueuedElement element) =>
        element.IsWaiting ? new ElementAttempts(submission, element.Element!.Value).Count : 0;
}
