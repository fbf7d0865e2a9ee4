using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Runs.Ownership;

namespace SamHost.Slurm;

/// <summary>
/// The attempts of an element, a line each in <c>attempts/N.jsonl</c> of the submission: where and when each began, and how far its runs
/// were then. One that is started again and again without getting on is to end.
/// </summary>
/// <param name="submission">The submission.</param>
/// <param name="number">The element.</param>
internal sealed class ElementAttempts(Submission submission, int number)
{
    private readonly string _path = Path.Combine(submission.Attempts, string.Create(CultureInfo.InvariantCulture, $"{number}.jsonl"));

    private IReadOnlyList<JsonObject>? _lines;

    /// <summary>How many there were.</summary>
    public int Count => Lines.Count(line => line["progress"] is not null);

    /// <summary>Why the element was given up; null where it was not.</summary>
    public string? Failure => (string?)Lines.LastOrDefault()?["failed"];

    private IReadOnlyList<JsonObject> Lines => _lines ??= ReadLines();

    /// <summary>How many of the last ones in a row began where it is now.</summary>
    /// <param name="progress">How far the runs are now.</param>
    public int WithoutProgress(string progress) =>
        Lines.Reverse().TakeWhile(line => (string?)line["progress"] == progress).Count();

    /// <summary>Another one begins.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="progress">How far the runs are.</param>
    public void Begin(JobAttempt attempt, string progress) => Add(new JsonObject
    {
        ["at"] = DateTimeOffset.UtcNow.ToString("O"),
        ["job"] = attempt.Job,
        ["restart"] = attempt.Restart,
        ["node"] = attempt.Node,
        ["progress"] = progress,
    });

    /// <summary>The element is given up.</summary>
    public void Fail(string reason) => Add(new JsonObject { ["at"] = DateTimeOffset.UtcNow.ToString("O"), ["failed"] = reason });

    private void Add(JsonObject line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.AppendAllText(_path, line.ToJsonString() + "\n");
        _lines = null;
    }

    private List<JsonObject> ReadLines()
    {
        try
        {
            return File.Exists(_path) ? [.. File.ReadAllLines(_path).Select(Parse).OfType<JsonObject>()] : [];
        }
        catch (IOException)
        {
            return [];
        }
    }

    // Two attempts at the same moment may have written into each other.
    private static JsonObject? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
