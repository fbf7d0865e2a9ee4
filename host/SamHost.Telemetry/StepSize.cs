namespace SamHost.Telemetry;

/// <summary>
/// What the spans of a step take at most, so that a trace can make room for them before they are made. (<see cref="SpanSize"/> measures
/// those that are there.)
/// </summary>
internal sealed class StepSize(TelemetryLevel level, string runId, string optimizer, long exampleCount)
{
    /// <summary>The most examples that one weighting span holds in arrays: 0.7 MB. A larger batch has several.</summary>
    public const int MaxArrayExamples = 16_384;

    // Two doubles, a truth value and an index for each example; a measured one has a third double.
    private readonly int _element = level < TelemetryLevel.Arrays
        ? 0
        : (2 * SpanSize.Double) + SpanSize.Boolean + SpanSize.Index(exampleCount);
    private readonly int _weight = level < TelemetryLevel.Arrays ? 0 : SpanSize.Double;
    // The rows of the heaviest and the lightest, with their names.
    private readonly int _rows = level < TelemetryLevel.Arrays ? 0 : 2 * ExtremeExamples.Count * 110;
    private readonly int _common = 280 + runId.Length + optimizer.Length;

    /// <summary>The step's own span.</summary>
    public long Step => _common + 100;

    /// <summary>The number of weighting spans of a step.</summary>
    public static int WeightingSpans(long batchSize) => (int)Math.Max(1, (batchSize + MaxArrayExamples - 1) / MaxArrayExamples);

    /// <summary>A weighting span.</summary>
    /// <param name="count">Its examples.</param>
    /// <param name="measured">Whether it has their total weights.</param>
    public long Weighting(long count, bool measured) =>
        _common + _rows + 950 + (measured ? 550 : 0) + (count * (_element + (measured ? _weight : 0)));

    /// <summary>The span of one example.</summary>
    public long Example(bool measured) => _common + (measured ? 220 : 180);
}
