using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.Configuration;

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

    private const string LockFile = "run.lock";

    // What the system says of a file that another process has locked: EWOULDBLOCK.
    private const int WouldBlock = 11;

    // The system gives it up when the process ends, however it does.
    private readonly FileStream _lock;

    private RunFolder(string path, string? previous)
    {
        Path = path;
        Previous = previous;
        _lock = Lock(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the results of an earlier run of the same configuration are now; null where there are none.</summary>
    public string? Previous { get; }

    /// <summary>Where the folder of a run is.</summary>
    public static string PathOf(string outputDirectory, string study, string runId) =>
        System.IO.Path.Combine(outputDirectory, study, runId);

    /// <summary>Whether a folder is what an earlier run of the same configuration left.</summary>
    public static bool IsPrevious(string path) => PreviousName().IsMatch(System.IO.Path.GetFileName(path));

    /// <summary>The text of <c>config.json</c>.</summary>
    public static string Text(JsonObject configuration) => JsonText.Of(configuration) + "\n";

    /// <summary>Makes the folder, for this process alone.</summary>
    /// <exception cref="UserErrorException">The output directory cannot be written to, or another process is making the run.</exception>
    public static RunFolder Create(string outputDirectory, string study, string runId)
    {
        var path = PathOf(outputDirectory, study, runId);
        try
        {
            return Create(path);
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
    /// <exception cref="UserErrorException">Another process is making the run.</exception>
    public static RunFolder Reopen(string outputDirectory, string study, string runId) => new(PathOf(outputDirectory, study, runId), null);

    /// <summary>The path of one of the folder's files.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Releases the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private static RunFolder Create(string path)
    {
        string? previous = null;
        if (Directory.Exists(path))
        {
            Lock(path).Dispose();
            // Each earlier run keeps a folder of its own: .previous, .previous-2, ...
            previous = Enumerable.Range(1, int.MaxValue).Select(count => count == 1 ? $"{path}.previous" : $"{path}.previous-{count}")
                .First(free => !Directory.Exists(free));
            Directory.Move(path, previous);
        }

        Directory.CreateDirectory(path);
        DurableFile.FlushFolder(System.IO.Path.GetDirectoryName(path)!);
        return new RunFolder(path, previous);
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1,
                FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            throw new UserErrorException($"{path} is being written by another process, which makes the same run; wait for it, or end it.");
        }
    }

    [GeneratedRegex(@"\.previous(-\d+)?$")]
    private static partial Regex PreviousName();

    private static IEnumerable<string> Upwards(string path)
    {
        for (var place = path; place is not null; place = System.IO.Path.GetDirectoryName(place)) yield return place;
    }
}
