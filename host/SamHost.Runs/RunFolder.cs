using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Runs.Ownership;

namespace SamHost.Runs;

/// <summary>
/// The folder of a run, <c>DIR/study/run id/</c>. A run that is made again finds an empty one: what was there before is moved to <c>run
/// id.previous</c>, so that nothing is lost.
/// </summary>
public sealed partial class RunFolder : IDisposable
{
    public const string ConfigurationFile = "config.json";
    public const string ManifestFile = "manifest.json";
    public const string MetricsFile = "metrics.csv";
    public const string ExamplesFile = "examples.parquet";
    public const string ErrorFile = "error.txt";

    private RunFolder(string path, string? previous, RunOwnership owner) => (Path, Previous, Owner) = (path, previous, owner);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the results of an earlier run of the same configuration are now; null where there are none.</summary>
    public string? Previous { get; }

    /// <summary>That this process makes the run.</summary>
    public RunOwnership Owner { get; }

    /// <summary>Where the folder of a run is.</summary>
    public static string PathOf(string outputDirectory, string study, string runId) =>
        System.IO.Path.Combine(outputDirectory, study, runId);

    /// <summary>Whether a folder is what an earlier run of the same configuration left.</summary>
    public static bool IsPrevious(string path) => PreviousName().IsMatch(System.IO.Path.GetFileName(path));

    /// <summary>The text of <c>config.json</c>.</summary>
    public static string Text(JsonObject configuration) => JsonText.Of(configuration) + "\n";

    /// <summary>Makes the folder, for this process alone.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="study">The study's name.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="job">The attempt of a job that this process belongs to; null for none.</param>
    /// <param name="note">Says what a person has to know.</param>
    /// <exception cref="UserErrorException">The output directory cannot be written to, or another process is making the run.</exception>
    public static RunFolder Create(string outputDirectory, string study, string runId, JobAttempt? job, Action<string> note)
    {
        var path = PathOf(outputDirectory, study, runId);
        try
        {
            var previous = SetAside(path, job, note);
            Directory.CreateDirectory(path);
            DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(path)!);
            return new RunFolder(path, previous, RunOwnership.Acquire(path, job, note));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The system's own words are of little help here: "could not find a part of the path".
            var file = Upwards(path).FirstOrDefault(System.IO.File.Exists);
            throw new UserErrorException(file is null
                ? $"Output:Directory: the folder {path} cannot be made ({e.Message.TrimEnd('.')}); give a folder that can be written to, "
                    + "there or by --out."
                : $"Output:Directory: {file} is a file, and a folder is needed there; give another folder, there or by --out.");
        }
    }

    /// <summary>Opens the folder of a resumed run, for this process alone.</summary>
    /// <inheritdoc cref="Create"/>
    public static RunFolder Reopen(string outputDirectory, string study, string runId, JobAttempt? job, Action<string> note)
    {
        var path = PathOf(outputDirectory, study, runId);
        return new RunFolder(path, null, RunOwnership.Acquire(path, job, note));
    }

    /// <summary>Moves the folder of an earlier run of the same configuration out of the way.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="job">The attempt of a job that this process belongs to; null for none.</param>
    /// <param name="note">Says what a person has to know.</param>
    /// <returns>Where it is now; null where there is none.</returns>
    /// <exception cref="UserErrorException">Another process is making the run.</exception>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string? SetAside(string path, JobAttempt? job, Action<string> note)
    {
        if (!Directory.Exists(path)) return null;
        RunOwnership.Acquire(path, job, note).Dispose();
        // Each earlier run keeps a folder of its own: .previous, .previous-2, ...
        var previous = Enumerable.Range(1, int.MaxValue).Select(count => count == 1 ? $"{path}.previous" : $"{path}.previous-{count}")
            .First(free => !Directory.Exists(free));
        Directory.Move(path, previous);
        return previous;
    }

    /// <summary>The path of one of the folder's files.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Releases the folder.</summary>
    public void Dispose() => Owner.Dispose();

    [GeneratedRegex(@"\.previous(-\d+)?$")]
    private static partial Regex PreviousName();

    private static IEnumerable<string> Upwards(string path)
    {
        for (var place = path; place is not null; place = System.IO.Path.GetDirectoryName(place)) yield return place;
    }
}
