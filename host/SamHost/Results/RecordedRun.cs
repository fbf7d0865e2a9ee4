using System.Text.Json.Nodes;

namespace SamHost.Results;

/// <summary>A run that ended, read back from its folder.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Configuration">Its <c>config.json</c>.</param>
/// <param name="Manifest">Its <c>manifest.json</c>.</param>
/// <param name="Metrics">Its <c>metrics.csv</c>.</param>
public sealed record RecordedRun(string Folder, JsonObject Configuration, JsonObject Manifest, MetricsTable Metrics)
{
    public string Id { get; } = (string)Manifest["run"]!;

    public string Study { get; } = (string)Manifest["study"]!;

    /// <summary>The optimizer's label.</summary>
    public string Label { get; } = (string)Configuration["Label"]!;

    /// <summary>The optimizer's component name.</summary>
    public string Optimizer { get; } = (string)Configuration["Optimizer"]!["Name"]!;

    /// <summary>The values of a sweep that it was made with, by their paths; none without a sweep.</summary>
    public JsonObject Sweep { get; } = Manifest["sweep"] as JsonObject ?? [];

    /// <summary>The root seed.</summary>
    public long Seed { get; } = (long)Configuration["Seed"]!;

    public double PeakTestAccuracy { get; } = (double)Manifest["result"]!["peakTestAccuracy"]!;

    public int PeakEpoch { get; } = (int)Manifest["result"]!["peakEpoch"]!;

    public double FinalTestAccuracy { get; } = (double)Manifest["result"]!["finalTestAccuracy"]!;

    public int Epochs { get; } = (int)Manifest["result"]!["epochs"]!;

    /// <summary>The time of the run, evaluations included.</summary>
    public double Seconds { get; } = (double)Manifest["result"]!["seconds"]!;

    /// <summary>The SHA-256 of the clean data.</summary>
    public string DataSha256 { get; } = (string)Manifest["dataset"]!["sha256"]!;

    /// <summary>How many training labels are known to be wrong.</summary>
    public int MislabelledCount { get; } = (int)Manifest["labelNoise"]!["mislabelled"]!;

    /// <summary>The share of the training labels that is known to be wrong.</summary>
    public double NoiseRate { get; } = (double)Manifest["labelNoise"]!["realisedRate"]!;

    /// <summary>The recorded examples; empty where none were recorded.</summary>
    public ExamplesTable Examples { get; } = new(Path.Combine(Folder, Runs.RunFolder.ExamplesFile));
}
