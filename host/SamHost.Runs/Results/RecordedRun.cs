using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>
/// A run that ended, read back from its folder. All that is ever asked of its documents is read at once: what lacks anything is no run.
/// </summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Configuration">Its <c>config.json</c>.</param>
/// <param name="Manifest">Its <c>manifest.json</c>.</param>
/// <param name="Metrics">Its <c>metrics.csv</c>.</param>
public sealed record RecordedRun(string Folder, JsonObject Configuration, JsonObject Manifest, MetricsTable Metrics)
{
    public string Id { get; } = Manifest["run"]!.GetValue<string>();

    public string Study { get; } = Manifest["study"]!.GetValue<string>();

    public DateTimeOffset Started { get; } = (DateTimeOffset)Manifest["started"]!;

    /// <summary>The data set's component name.</summary>
    public string Dataset { get; } = NameOf(Configuration, "Dataset");

    /// <summary>The noise model's component name.</summary>
    public string Noise { get; } = NameOf(Configuration, "Noise");

    /// <summary>The model's component name.</summary>
    public string Model { get; } = NameOf(Configuration, "Model");

    /// <summary>The optimizer's label.</summary>
    public string Label { get; } = Configuration["Label"]!.GetValue<string>();

    /// <summary>The optimizer's component name.</summary>
    public string Optimizer { get; } = NameOf(Configuration, "Optimizer");

    /// <summary>The optimizer's perturbation radius; null where it states none, and in runs of version 0.1.0.</summary>
    public double? PerturbationRadius { get; } = (double?)Manifest["perturbationRadius"];

    /// <summary>The optimizer's part of the settings, as a study has it.</summary>
    public JsonObject OptimizerSettings { get; } = StudySettings.OfOptimizer(Configuration);

    /// <summary>The epochs whose weights were recorded; null for the study's default.</summary>
    public IReadOnlySet<int>? RecordsWeightsAt { get; } = Configuration["RecordWeightsAt"]?.AsArray().Select(epoch => (int)epoch!)
        .ToHashSet();

    /// <summary>The values of a sweep that it was made with, by their paths; none without a sweep.</summary>
    public JsonObject Sweep { get; } = Manifest["sweep"] as JsonObject ?? [];

    /// <summary>The units of its study's metrics, by their columns; <c>1</c> is none.</summary>
    public IReadOnlyDictionary<string, string> MetricUnits { get; } = (Manifest["metrics"] as JsonArray ?? [])
        .ToDictionary(metric => metric!["name"]!.GetValue<string>(), metric => metric!["unit"]!.GetValue<string>());

    /// <summary>The root seed.</summary>
    public long Seed { get; } = (long)Configuration["Seed"]!;

    /// <summary>The fold that it tests on, from 0; null outside of a cross-validation.</summary>
    public int? Fold { get; } = (int?)Configuration["Fold"]?["Index"];

    public double PeakTestAccuracy { get; } = (double)Manifest["result"]!["peakTestAccuracy"]!;

    public int PeakEpoch { get; } = (int)Manifest["result"]!["peakEpoch"]!;

    public double FinalTestAccuracy { get; } = (double)Manifest["result"]!["finalTestAccuracy"]!;

    public int Epochs { get; } = (int)Manifest["result"]!["epochs"]!;

    /// <summary>The time of the run, evaluations included.</summary>
    public double Seconds { get; } = (double)Manifest["result"]!["seconds"]!;

    /// <summary>
    /// The median time of the steps of an epoch, in seconds: without evaluation, epochs whose examples are recorded, and the first, which
    /// holds what starts up. Null where the run was too short to tell, and in runs of earlier versions.
    /// </summary>
    public double? SecondsAnEpoch { get; } = (double?)Manifest["time"]?["secondsAnEpoch"];

    /// <summary>How many classes there are; null where the run did not record it.</summary>
    public int? ClassCount { get; } = (int?)Manifest["dataset"]!["classes"];

    /// <summary>How many test examples there are; null where the run did not record it.</summary>
    public int? TestCount { get; } = (int?)Manifest["dataset"]!["test"];

    /// <summary>The SHA-256 of the clean data.</summary>
    public string DataSha256 { get; } = Manifest["dataset"]!["sha256"]!.GetValue<string>();

    /// <summary>What loads its data again.</summary>
    public RunData Data => new(Folder, Study, Configuration, DataSha256);

    /// <summary>How many training labels are wrong; null where that is unknown.</summary>
    public int? MislabelledCount { get; } = (int?)Manifest["labelNoise"]!["mislabelled"];

    /// <summary>The share of the training labels that is wrong; null where that is unknown.</summary>
    public double? NoiseRate { get; } = (double?)Manifest["labelNoise"]!["realisedRate"];

    /// <summary>The names of the classes, in the order of the labels; null where the run did not record them.</summary>
    public IReadOnlyList<string>? ClassNames { get; } =
        (Manifest["dataset"]!["classNames"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToList();

    /// <summary>The name of a class; its index where the run did not record names.</summary>
    public string NameOfClass(int label) => ClassNames?[label] ?? label.ToString(CultureInfo.InvariantCulture);

    /// <summary>The recorded examples; empty where none were recorded.</summary>
    public ExamplesTable Examples { get; } = new(Path.Combine(Folder, Runs.RunFolder.ExamplesFile));

    private static string NameOf(JsonObject configuration, string component) => configuration[component]!["Name"]!.GetValue<string>();
}
