using System.Globalization;

namespace SamHost.Telemetry;

/// <summary>What the traces of a study will come to, computed before it starts.</summary>
/// <param name="Spans">The number of spans.</param>
/// <param name="Bytes">Their bytes on the wire, uncompressed; estimated from above.</param>
public sealed record TelemetryForecast(long Spans, long Bytes)
{
    // The spans of a run or an epoch themselves.
    private const long SpanBytes = 500;

    /// <summary>Computes the traces of a study.</summary>
    /// <param name="options">Level, watch list, every how many steps.</param>
    /// <param name="runs">The number of runs.</param>
    /// <param name="epochs">The epochs of a run.</param>
    /// <param name="examples">The examples of an epoch.</param>
    /// <param name="batchSize">The examples of a step.</param>
    /// <param name="isRecorded">Whether an epoch measures all total weights.</param>
    public static TelemetryForecast Of(TelemetryOptions options, long runs, int epochs, long examples, int batchSize, Func<int, bool> isRecorded)
    {
        if (options.Level == TelemetryLevel.Off) return new TelemetryForecast(0, 0);
        var size = new StepSize(options.Level, new string('x', 24), new string('x', 6), examples);
        long[] batches = [.. Enumerable.Repeat((long)Math.Min(batchSize, examples), (int)(examples / batchSize)), .. examples % batchSize == 0 ? Array.Empty<long>() : [examples % batchSize]];
        var (spans, bytes, step) = (2L, 2 * SpanBytes, 0L);
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            spans += 3;
            bytes += 3 * SpanBytes;
            var recorded = isRecorded(epoch);
            foreach (var count in batches)
            {
                var isNth = step++ % options.EveryNthStep == 0;
                var measured = recorded || isNth || options.Level == TelemetryLevel.Full;
                var weightings = StepSize.WeightingSpans(count);
                var alone = options.Level == TelemetryLevel.Full || (options.Level == TelemetryLevel.Sampled && isNth) ? count : 0;
                spans += 1 + weightings + alone;
                bytes += size.Step + (size.Weighting(count, measured) + ((weightings - 1) * size.Weighting(0, measured))) + (alone * size.Example(measured));
            }

            var watched = options.WatchExamples.Count(index => index < examples);
            spans += watched;
            bytes += watched * size.Example(recorded);
        }

        return new TelemetryForecast(runs * spans, runs * bytes);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"at most {Spans:#,0} spans, {Size}");

    private string Size => Bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Bytes / 1e9:0.00} GB"),
    };
}
