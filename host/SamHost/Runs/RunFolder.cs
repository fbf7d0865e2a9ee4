namespace SamHost.Runs;

/// <summary>
/// The folder of a run, <c>DIR/study/run id/</c>. A run that starts again finds an empty one: what was there before is moved to <c>run id.previous</c>, so
/// that nothing is lost.
/// </summary>
public sealed class RunFolder
{
    public const string ConfigurationFile = "config.json";
    public const string ManifestFile = "manifest.json";
    public const string MetricsFile = "metrics.csv";
    public const string ExamplesFile = "examples.parquet";

    private RunFolder(string path, string? previous)
    {
        Path = path;
        Previous = previous;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the results of an earlier run of the same configuration are now; null where there are none.</summary>
    public string? Previous { get; }

    /// <summary>Makes the folder.</summary>
    public static RunFolder Create(string outputDirectory, string study, string runId)
    {
        var path = System.IO.Path.Combine(outputDirectory, study, runId);
        string? previous = null;
        if (Directory.Exists(path))
        {
            previous = path + ".previous";
            if (Directory.Exists(previous)) Directory.Delete(previous, recursive: true);
            Directory.Move(path, previous);
        }

        Directory.CreateDirectory(path);
        return new RunFolder(path, previous);
    }

    /// <summary>The path of one of the folder's files.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);
}
