namespace SamHost.Telemetry;

/// <summary>
/// What the spans of a step take at most, so that a trace can make room for them before they are made. (<see cref="SpanSize"/> measures
/// those that are there.)
/// </summary>
internal sealed class StepSize(TelemetryLevel level, string runId, string optimizer, int longestId)
{
    /// <summary>The most examples that one weighting span holds in arrays: 0.7 MB. A larger batch has several.</summary>
    public const int MaxArrayExamples = 16_384;

    // Two doubles, a truth value and an id for each example; a measured one has a third double.
    private readonly int _element = level < TelemetryLevel.Arrays
        ? 0
        : (2 * SpanSize.Double) + SpanSize.Boolean + SpanSize.Text(longestId);
    private readonly int _weight = level < TelemetryLevel.Arrays ? 0 : SpanSize.Double;
    // The rows of the heaviest and the lightest, with their names.
    private readonly int _rows = level < TelemetryLevel.Arrays ? 0 : 2 * ExtremeExamples.Count * (78 + longestId);
    private readonly int _weightInRows = level < TelemetryLevel.Arrays ? 0 : 2 * ExtremeExamples.Count * 16;
    private readonly int _common = 210 + runId.Length + optimizer.Length;

    /// <summary>The step's own span.</summary>
    public long Step => _common + 80;

    /// <summary>The number of weighting spans of a step.</summary>
    public static int WeightingSpans(long batchSize) => (int)Math.Max(1, (batchSize + MaxArrayExamples - 1) / MaxArrayExamples);

    /// <summary>A weighting span.</summary>
    /// <param name="count">Its examples.</param>
    /// <param name="measured">Whether it has their total weights.</param>
    public long Weighting(long count, bool measured) =>
        _common + _rows + 740 + (measured ? 500 + _weightInRows : 0) + (count * (_element + (measured ? _weight : 0)));

    /// <summary>The span of one example.</summary>
    public long Example(bool measured) => _common + longestId + (measured ? 220 : 180);
}
