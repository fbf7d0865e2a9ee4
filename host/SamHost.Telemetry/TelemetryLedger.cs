using System.Collections.Concurrent;
using System.Globalization;
using OpenTelemetry.Exporter;

namespace SamHost.Telemetry;

/// <summary>
/// What is made, exported and dropped of a study's telemetry, in all and of each run, and why something was lost. It counts from any
/// thread until it is closed.
/// </summary>
internal sealed class TelemetryLedger
{
    private readonly ConcurrentDictionary<string, RunCounts> _runs = [];
    private TelemetryCounts? _final;
    private IReadOnlyList<(string Folder, TelemetryCounts Counts)>? _finalRuns;

    public ItemCount Spans { get; } = new();

    public ItemCount Points { get; } = new();

    public ItemCount Logs { get; } = new();

    /// <summary>The responses to each signal's requests.</summary>
    public Dictionary<string, CollectorResponses> Responses { get; } = [];

    /// <summary>Set when the study ends: retries are over. (Not disposed: an export that outlives its timeout still reads it.)</summary>
    public ManualResetEventSlim Stopping { get; } = new();

    /// <summary>The options of an exporter whose responses count here.</summary>
    public OtlpExporterOptions Connect(OtlpTarget target, out CollectorResponses responses)
    {
        var options = target.Connect(out responses);
        Responses[target.Signal] = responses;
        return options;
    }

    /// <summary>Where spans wait; null where none are sent.</summary>
    public SpanQueue? SpanQueue { get; set; }

    /// <summary>Where logs wait; null where none are sent.</summary>
    public LogQueue? LogQueue { get; set; }

    public bool IsClosed => _final is not null;

    /// <summary>All of it by now; final once closed.</summary>
    public TelemetryCounts Counts =>
        _final ?? new TelemetryCounts(Spans.Made, Spans.Exported, Points.Made, Points.Exported, Logs.Made, Logs.Exported);

    /// <summary>Each run's folder with its counts.</summary>
    public IReadOnlyList<(string Folder, TelemetryCounts Counts)> Runs =>
        _finalRuns ?? [.. _runs.Values.Select(run => (run.Folder, run.Now))];

    /// <summary>Begins to count a run.</summary>
    public RunCounts Open(string hash, string folder) => _runs[hash] = new RunCounts(folder);

    /// <summary>The counts of a run; null where there is none of that hash.</summary>
    public RunCounts? Of(string hash) => _runs.GetValueOrDefault(hash);

    /// <summary>Ends the counting: an export that outlives its timeout counts no more.</summary>
    /// <param name="isCutShort">Whether the timeout ended what was still to be sent.</param>
    public void Close(bool isCutShort)
    {
        lock (Spans)
        lock (Points)
        {
            var problem = Problem(isCutShort);
            _finalRuns = [.. Runs.Select(run => (run.Folder, run.Counts with { Problem = problem }))];
            _final = Counts with { Problem = problem };
        }
    }

    // Reasons of either kind: what the collector did, and what had no room meanwhile.
    private string? Problem(bool isCutShort)
    {
        List<string> sentences = [];
        var collector = Responses.Values.Select(responses => responses.Problem).FirstOrDefault(problem => problem is not null);
        if (isCutShort) collector ??= "it did not answer in time";
        if (collector is not null) sentences.Add($"The collector: {collector}.");
        if (SpanQueue?.Overflowed is > 0 and var spans)
        {
            sentences.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{spans:#,0} spans did not fit into the {SpanQueue.MaxBytes / 1_000_000} MB "
                + $"or {SpanQueue.MaxSpans:#,0} spans that wait for it."));
        }

        // Those that still wait look the same.
        if (!isCutShort && LogQueue?.Overflowed is > 0 and var logs)
            sentences.Add(string.Create(
                CultureInfo.InvariantCulture, $"{logs:#,0} logs did not fit into the {LogQueue.MaxLogs:#,0} that wait for it."));
        return sentences.Count == 0 ? null : string.Join(' ', sentences);
    }
}
