using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Runs;
using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>
/// A run as far as its folder holds it. Its files are read while another process writes them: one that cannot be read at the moment is read
/// again the next time, and what was read before stands until then.
/// </summary>
/// <param name="number">What the page calls it.</param>
/// <param name="shown">Where it is.</param>
internal sealed class WatchedRun(int number, ShownRun shown)
{
    private FileStamp? _manifestStamp;
    private FileStamp? _configurationStamp;
    private FileStamp? _metricsStamp;
    private FileStamp? _examplesStamp;
    private List<WeightDigest> _weights = [];

    public int Number => number;

    public string Folder => shown.Folder;

    /// <summary>The study's name.</summary>
    public string Study => Summary?.Study ?? shown.Study;

    /// <summary>Its <c>config.json</c>; null before it begins.</summary>
    public JsonObject? Configuration { get; private set; }

    /// <summary>What runs that differ in their seed alone have in common.</summary>
    public (string Study, string Settings) Group { get; private set; } = (shown.Study, shown.Plan?.Label ?? shown.Folder);

    /// <summary>Its manifest; null before it begins.</summary>
    public RunSummary? Summary { get; private set; }

    /// <summary>Why its recorded examples are not shown; null where they are, or where there are none.</summary>
    public string? Problem { get; private set; }

    public MetricRows Metrics { get; private set; } = MetricRows.None;

    /// <summary>A digest for each recorded epoch.</summary>
    public IReadOnlyList<WeightDigest> Weights => _weights;

    /// <summary>How long its epochs take.</summary>
    public EpochClock Clock { get; } = new();

    /// <summary>Its recorded examples.</summary>
    public ExamplesTable Examples { get; } = new(Path.Combine(shown.Folder, RunFolder.ExamplesFile));

    /// <summary>Whether it is one of a study in progress, which has planned it.</summary>
    public bool IsPlanned => shown.Plan is not null;

    public string Label => shown.Plan?.Label ?? Summary?.Label ?? Path.GetFileName(Folder);

    public long? Seed => shown.Plan?.Seed ?? Summary?.Seed;

    /// <summary>How many epochs it is to have; it may stop earlier.</summary>
    public int? Epochs => shown.Plan?.Epochs ?? (int?)Configuration?["Epochs"];

    /// <summary><c>waiting</c>, or one of <see cref="RunSummary.Statuses"/>.</summary>
    public string Status => Summary?.StatusNow ?? "waiting";

    /// <summary>Reads what has changed.</summary>
    /// <returns>
    /// The first row of the metrics and the first recorded epoch's place that are new or other than before; null where none is.
    /// </returns>
    public (int? Metrics, int? Weights) Read()
    {
        ReadDocuments();
        return (ReadMetrics(), ReadExamples());
    }

    private void ReadDocuments()
    {
        var configuration = FileStamp.Of(PathOf(RunFolder.ConfigurationFile));
        if (configuration != _configurationStamp && ReadConfiguration()) _configurationStamp = configuration;
        var manifest = FileStamp.Of(PathOf(RunFolder.ManifestFile));
        if (manifest == _manifestStamp) return;
        var summary = manifest is null ? null : RunSummary.Read(Path.GetDirectoryName(Folder)!, Folder, out _);
        if (summary is null && manifest is not null) return;
        // Begun anew: what was recorded is another run's.
        if (summary?.Started != Summary?.Started) _examplesStamp = null;
        (Summary, _manifestStamp) = (summary, manifest);
    }

    private bool ReadConfiguration()
    {
        try
        {
            var path = PathOf(RunFolder.ConfigurationFile);
            Configuration = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
            if (Configuration is not null && shown.Plan is null)
                Group = (Study, StudySettings.OfGroup(Configuration).ToJsonString());
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return false;
        }
    }

    private int? ReadMetrics()
    {
        var path = PathOf(RunFolder.MetricsFile);
        var stamp = FileStamp.Of(path);
        if (stamp == _metricsStamp) return null;
        MetricRows rows;
        try
        {
            rows = stamp is null || HasHeaderOnly(path) ? MetricRows.None : MetricRows.Of(MetricsTable.Read(path));
        }
        catch (Exception e) when (e is DamagedRunException or IOException or UnauthorizedAccessException)
        {
            // Its last row is being written.
            return null;
        }

        var (before, first) = (Metrics, rows.FirstDifference(Metrics));
        (Metrics, _metricsStamp) = (rows, stamp);
        if (stamp is { } now && Status == RunSummary.Running) Clock.Observe(rows.Epochs.Count, now.Written, Summary);
        return first == rows.Epochs.Count && first == before.Epochs.Count ? null : first;
    }

    private int? ReadExamples()
    {
        var stamp = FileStamp.Of(PathOf(RunFolder.ExamplesFile));
        if (stamp == _examplesStamp) return null;
        // A shorter file is one that went back to a checkpoint.
        var isAnew = _examplesStamp is not { } before || stamp is null || stamp.Value.Length < before.Length;
        List<WeightDigest> known = isAnew ? [] : [.. _weights];
        var last = known.LastOrDefault()?.Epoch ?? 0;
        try
        {
            known.AddRange(Examples.Epochs(epoch => epoch > last).Select(WeightDigest.Of));
        }
        catch (DamagedRunException e)
        {
            // An epoch is being added; where nobody does that, the file stays as it is.
            Problem = Status == RunSummary.Running ? null : e.Message;
            if (Status != RunSummary.Running) _examplesStamp = stamp;
            return null;
        }

        var first = known.Zip(_weights).TakeWhile(pair => pair.First == pair.Second).Count();
        var changed = first < Math.Max(known.Count, _weights.Count);
        (_weights, _examplesStamp, Problem) = (known, stamp, null);
        return changed ? first : null;
    }

    // Which a table of no rows is not.
    private static bool HasHeaderOnly(string path) => File.ReadLines(path).Take(2).Count() < 2;

    private string PathOf(string file) => Path.Combine(Folder, file);
}
