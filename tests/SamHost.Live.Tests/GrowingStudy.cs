using System.Text.Json.Nodes;
using SamHost.Runs;

namespace SamHost.Live.Tests;

/// <summary>A study's folder with a copy of a run that grows as a test wants it to.</summary>
internal sealed class GrowingStudy : IDisposable
{
    private readonly DirectoryInfo _results = Directory.CreateTempSubdirectory("samhost-live-");
    private readonly string _whole;

    /// <summary>Makes it.</summary>
    /// <param name="run">The folder of the run that it will be at last.</param>
    public GrowingStudy(string run)
    {
        _whole = run;
        Folder = Path.Combine(_results.FullName, "toy");
        Run = Path.Combine(Folder, Path.GetFileName(run));
    }

    /// <summary>The study's folder.</summary>
    public string Folder { get; }

    /// <summary>The run's folder, which is not there yet.</summary>
    public string Run { get; }

    /// <summary>The lines of the whole metrics.csv.</summary>
    public IReadOnlyList<string> MetricsLines => File.ReadAllLines(Path.Combine(_whole, RunFolder.MetricsFile));

    /// <summary>Begins the run: with its documents, as one that this process makes, and a metrics.csv that has only its header.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(Run);
        File.Copy(Path.Combine(_whole, RunFolder.ConfigurationFile), Path.Combine(Run, RunFolder.ConfigurationFile));
        SetStatus("running", ProcessIdentity.Own());
        WriteEpochs(0);
    }

    /// <summary>Writes the manifest of a run that has not ended.</summary>
    public void SetStatus(string status, ProcessIdentity process)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(_whole, RunFolder.ManifestFile)))!;
        (manifest["status"], manifest["process"], manifest["result"]) = (status, process.ToJson(), null);
        File.WriteAllText(Path.Combine(Run, RunFolder.ManifestFile), manifest.ToJsonString());
    }

    /// <summary>Writes the first epochs' rows.</summary>
    public void WriteEpochs(int count) =>
        File.WriteAllText(Path.Combine(Run, RunFolder.MetricsFile), string.Join('\n', MetricsLines.Take(1 + count)) + "\n");

    /// <summary>Adds the row of an epoch.</summary>
    public void AppendEpoch(int epoch) => File.AppendAllText(Path.Combine(Run, RunFolder.MetricsFile), MetricsLines[epoch] + "\n");

    /// <summary>Writes examples.parquet, or the beginning of it, as it is while a recorded epoch is added.</summary>
    public void WriteExamples(double share = 1)
    {
        var whole = File.ReadAllBytes(Path.Combine(_whole, RunFolder.ExamplesFile));
        File.WriteAllBytes(Path.Combine(Run, RunFolder.ExamplesFile), whole[..(int)(share * whole.Length)]);
    }

    public void Dispose() => _results.Delete(recursive: true);
}
