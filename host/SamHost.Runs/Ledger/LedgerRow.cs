using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Runs.Ledger;

/// <summary>A run as the ledger knows it: all of it stands in the run's folder, too.</summary>
public sealed record LedgerRow
{
    /// <summary>The status of a run that has neither ended nor lost its process.</summary>
    public const string Running = "running";

    /// <summary>What is said of a run that says of itself that it is running, and whose process is gone.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The statuses that <see cref="StatusNow"/> has.</summary>
    public static readonly string[] Statuses = [Running, "completed", "failed", "cancelled", Interrupted];

    /// <summary>The run's folder, relative to that of all results: the key.</summary>
    public required string Folder { get; init; }

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The configuration hash, the end of the id.</summary>
    public required string Hash { get; init; }

    public required string Study { get; init; }

    /// <summary>The optimizer's label.</summary>
    public required string Label { get; init; }

    /// <summary>The optimizer's component name.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The root seed.</summary>
    public required long Seed { get; init; }

    /// <summary>What the run said of itself last.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>The process that made it; null for a run of a version that did not say.</summary>
    public ProcessIdentity? Process { get; init; }

    public string? Device { get; init; }

    public int? Threads { get; init; }

    public double? PeakTestAccuracy { get; init; }

    public int? PeakEpoch { get; init; }

    public double? FinalTestAccuracy { get; init; }

    /// <summary>The time of the run, evaluations included.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed, or stopped before its last epoch.</summary>
    public string? Reason { get; init; }

    /// <summary>The status, with what is known of the process of a run that has not said its end.</summary>
    public string StatusNow => Status == Running && Process?.HasEnded == true ? Interrupted : Status;

    /// <summary>Reads a run's folder; null where it does not hold the documents of a run.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="folder">The run's.</param>
    public static LedgerRow? Read(string outputDirectory, string folder)
    {
        try
        {
            var (manifest, configuration) = (Json(folder, RunFolder.ManifestFile), Json(folder, RunFolder.ConfigurationFile));
            var (run, result) = ((string)manifest["run"]!, manifest["result"]);
            return new LedgerRow
            {
                Folder = Path.GetRelativePath(outputDirectory, folder),
                Run = run,
                Hash = run[(run.LastIndexOf('-') + 1)..],
                Study = (string)manifest["study"]!,
                Label = (string)configuration["Label"]!,
                Optimizer = (string)configuration["Optimizer"]!["Name"]!,
                Seed = (long)configuration["Seed"]!,
                Status = (string)manifest["status"]!,
                Started = (DateTimeOffset)manifest["started"]!,
                Ended = (DateTimeOffset?)manifest["ended"],
                Process = manifest["process"] is { } process ? ProcessIdentity.Read(process) : null,
                Device = (string?)manifest["device"],
                Threads = (int?)manifest["threads"],
                PeakTestAccuracy = (double?)result?["peakTestAccuracy"],
                PeakEpoch = (int?)result?["peakEpoch"],
                FinalTestAccuracy = (double?)result?["finalTestAccuracy"],
                Seconds = (double?)result?["seconds"],
                Reason = (string?)manifest["reason"],
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or NullReferenceException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonNode Json(string folder, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!;
}
