using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>A run of any status in a line, from its manifest and its configuration.</summary>
public sealed record RunSummary
{
    /// <summary>The status of a run that has neither ended nor lost its process.</summary>
    public const string Running = "running";

    /// <summary>The status of a run whose manifest says that it is running, and whose process has ended.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The statuses that <see cref="StatusNow"/> has.</summary>
    public static readonly string[] Statuses = [Running, "completed", "failed", "cancelled", Interrupted];

    /// <summary>The run's folder, relative to that of all results.</summary>
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

    /// <summary>What the manifest says.</summary>
    public required string Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>Whether it has a folder: one that waits for a scheduler has none, and did not start.</summary>
    public bool HasBegun { get; init; } = true;

    public DateTimeOffset? Ended { get; init; }

    /// <summary>The process that made it; null for a run of a version that did not record it.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>The job of a scheduler that made its last part; null for none.</summary>
    public string? Job { get; init; }

    /// <summary>The machine that made its last part, as the scheduler has it; null for none.</summary>
    public string? Node { get; init; }

    /// <summary>The processors and GPUs of its parts, each once.</summary>
    public IReadOnlyList<string> Machines { get; init; } = [];

    public string? Device { get; init; }

    public int? Threads { get; init; }

    public double? PeakTestAccuracy { get; init; }

    public int? PeakEpoch { get; init; }

    public double? FinalTestAccuracy { get; init; }

    /// <summary>The time of the run, evaluations included.</summary>
    public double? Seconds { get; init; }

    /// <summary>Whether it went on after an interruption.</summary>
    public bool IsResumed { get; init; }

    /// <summary>Why it failed, or stopped before its last epoch.</summary>
    public string? Reason { get; init; }

    /// <summary>The status, with what is known of the process of a run that has not ended.</summary>
    public string StatusNow => Status == Running && Process?.HasEnded == true ? Interrupted : Status;

    /// <summary>Reads a run's folder.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    /// <param name="folder">The run's.</param>
    /// <param name="problem">Why there is nothing to read, as a sentence that names the folder; null where there is.</param>
    public static RunSummary? Read(string outputDirectory, string folder, out string? problem)
    {
        problem = null;
        try
        {
            using var manifest = Parse(folder, RunFolder.ManifestFile);
            using var configuration = Parse(folder, RunFolder.ConfigurationFile);
            return Of(Path.GetRelativePath(outputDirectory, folder), manifest.RootElement, configuration.RootElement);
        }
        catch (FileNotFoundException)
        {
            problem = $"{folder} lacks its config.json or manifest.json, as a run that was killed at its very start does.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{folder} cannot be read: {e.Message.TrimEnd('.')}.";
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or NullReferenceException)
        {
            problem = $"{folder}: config.json and manifest.json are not those of a run; something in them is missing or of another type.";
        }

        return null;
    }

    private static RunSummary Of(string folder, JsonElement manifest, JsonElement configuration)
    {
        var run = manifest.GetProperty("run").GetString()!;
        var result = Optional(manifest, "result");
        List<JsonElement> parts = Optional(manifest, "parts") is { } made ? [.. made.EnumerateArray()] : [];
        var part = parts.Count > 0 ? parts[^1] : (JsonElement?)null;
        return new RunSummary
        {
            Folder = folder,
            Run = run,
            Hash = run[(run.LastIndexOf('-') + 1)..],
            Study = manifest.GetProperty("study").GetString()!,
            Label = configuration.GetProperty("Label").GetString()!,
            Optimizer = configuration.GetProperty("Optimizer").GetProperty("Name").GetString()!,
            Seed = configuration.GetProperty("Seed").GetInt64(),
            Status = manifest.GetProperty("status").GetString()!,
            Started = manifest.GetProperty("started").GetDateTimeOffset(),
            Ended = Optional(manifest, "ended")?.GetDateTimeOffset(),
            Process = Optional(manifest, "process") is { } process ? ProcessIdentity.Read(JsonObject.Create(process)!) : null,
            Job = Optional(part, "job")?.GetString(),
            Node = Optional(part, "node")?.GetString(),
            Machines = UnlikeMachines.Of(Optional(manifest, "parts") is { } all ? JsonArray.Create(all) : null),
            Device = Optional(manifest, "device")?.GetString(),
            Threads = Optional(manifest, "threads")?.GetInt32(),
            PeakTestAccuracy = Optional(result, "peakTestAccuracy")?.GetDouble(),
            PeakEpoch = Optional(result, "peakEpoch")?.GetInt32(),
            FinalTestAccuracy = Optional(result, "finalTestAccuracy")?.GetDouble(),
            Seconds = Optional(result, "seconds")?.GetDouble(),
            IsResumed = Optional(manifest, "resumed") is not null,
            Reason = Optional(manifest, "reason")?.GetString(),
        };
    }

    private static JsonElement? Optional(JsonElement? parent, string name) =>
        parent is { } element && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonDocument Parse(string folder, string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file)));
}
