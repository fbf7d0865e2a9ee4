using System.Globalization;

namespace SamHost.Telemetry;

/// <summary>What the traces of a run, or of several, will come to, computed before they start.</summary>
/// <param name="Spans">The number of spans.</param>
/// <param name="Bytes">Their bytes on the wire, uncompressed; estimated from above.</param>
public sealed record TelemetryForecast(long Spans, long Bytes)
{
    // The spans of a run or an epoch themselves.
    private const long SpanBytes = 500;

    /// <summary>Computes the traces of a run.</summary>
    /// <param name="options">Level, watch list, every how many steps.</param>
    /// <param name="epochs">The epochs of the run.</param>
    /// <param name="examples">The examples of an epoch.</param>
    /// <param name="allExamples">All training examples, those set aside for validation too: how far indices reach.</param>
    /// <param name="batchSize">The examples of a step.</param>
    /// <param name="isRecorded">Whether an epoch measures all total weights.</param>
    /// <param name="checkpoints">The checkpoints of the run; those that the minutes bring are few.</param>
    public static TelemetryForecast Of(TelemetryOptions options, int epochs, long examples, long allExamples, int batchSize, Func<int, bool> isRecorded, int checkpoints = 1)
    {
        if (options.Level == TelemetryLevel.Off || examples == 0) return new TelemetryForecast(0, 0);
        var size = new StepSize(options.Level, new string('x', 24), new string('x', 6), allExamples);
        var batch = Math.Min(batchSize, examples);
        var (full, rest) = Math.DivRem(examples, batch);
        var steps = epochs * (full + Math.Min(rest, 1));
        // Every Nth step of the run; those of recorded epochs too, so that none is missed.
        var chosen = ((steps - 1) / options.EveryNthStep) + 1;
        var recorded = (long)Enumerable.Range(1, epochs).Count(isRecorded);

        // What every epoch has: its own spans, and a step's for each batch without total weights.
        var (spans, bytes) = (3L, 3 * SpanBytes);
        foreach (var (count, times) in new[] { (batch, full), (rest, Math.Min(rest, 1)) })
        {
            var weightings = StepSize.WeightingSpans(count);
            spans += times * (1 + weightings);
            bytes += times * (size.Step + size.Weighting(count, measured: false) + ((weightings - 1) * size.Weighting(0, measured: false)));
        }

        var watched = options.WatchExamples.Distinct().Count(index => index < allExamples);
        (spans, bytes) = (2 + checkpoints + (epochs * (spans + watched)), ((2 + checkpoints) * SpanBytes) + (epochs * (bytes + (watched * size.Example(measured: true)))));
        // Total weights, and the examples by themselves.
        var measured = options.Level == TelemetryLevel.Full ? steps : Math.Min(steps, (recorded * steps / epochs) + chosen + ((long)epochs * watched));
        bytes += measured * (size.Weighting(batch, measured: true) - size.Weighting(batch, measured: false));
        var alone = options.Level switch
        {
            TelemetryLevel.Full => epochs * examples,
            TelemetryLevel.Sampled => Math.Min(chosen * batch, epochs * examples),
            _ => 0,
        };
        (spans, bytes) = (spans + alone, bytes + (alone * size.Example(measured: true)));
        // A trace goes on in another part where it has no room for what comes next: two neighbours together hold more than one may.
        var parts = 2 * (long)(((double)spans / (BudgetedTrace.MaxSpans - 1)) + ((double)bytes / (BudgetedTrace.MaxBytes - BudgetedTrace.RootBytes)));
        return new TelemetryForecast(spans + parts, bytes + (parts * SpanBytes));
    }

    public static TelemetryForecast operator +(TelemetryForecast left, TelemetryForecast right) => new(left.Spans + right.Spans, left.Bytes + right.Bytes);

    public static TelemetryForecast operator *(long times, TelemetryForecast forecast) => new(times * forecast.Spans, times * forecast.Bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Spans:#,0} spans, {Size}");

    private string Size => Bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e9:0.00} GB"),
    };
}
