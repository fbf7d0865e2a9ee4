using static SamHost.Contracts.Telemetry.TelemetryNames;

namespace SamHost.Telemetry;

/// <summary>What the spans of a training step take, estimated from above: for the budget of a trace, and for the forecast of a study.</summary>
internal sealed class StepSize
{
    /// <summary>The most examples that one weighting span holds in arrays: 0.7 MB. A larger batch has several.</summary>
    public const int MaxArrayExamples = 16_384;

    private readonly long _scalars;
    private readonly long _weightScalars;
    private readonly long _arrays;
    private readonly long _arrayElements;
    private readonly long _weightElements;
    private readonly long _example;

    /// <param name="level">The level.</param>
    /// <param name="runId">The run's id.</param>
    /// <param name="optimizer">The optimizer's name.</param>
    /// <param name="exampleCount">The number of training examples.</param>
    public StepSize(TelemetryLevel level, string runId, string optimizer, long exampleCount)
    {
        // Run, optimizer, epoch, step: on every span.
        var common = Numbers(RunId, Optimizer, Epoch, TelemetryStep) + runId.Length + optimizer.Length;
        Step = SpanSize.OfFrame(StepSpan) + common + Numbers(LearningRate, Loss, BatchSize);
        _scalars = SpanSize.OfFrame(WeightingSpan) + common + Numbers(Rho, GradientNorm, LossScalars + Clean + Mean, LossScalars + Mislabelled + Mean)
            + Distribution.Bytes(LogitWeightScalars);
        _weightScalars = Distribution.Bytes(WeightScalars);
        if (level >= TelemetryLevel.Arrays)
        {
            _arrays = SpanSize.OfIndices(ExampleIndex, 0, 0) + SpanSize.OfBooleans(IsFlipped, 0)
                + SpanSize.OfNumbers(ExampleLoss, 0) + SpanSize.OfNumbers(ExampleLogitWeight, 0) + SpanSize.OfNumbers(ExampleWeight, 0);
            _arrayElements = SpanSize.OfIndices("", 1, exampleCount) - SpanSize.OfIndices("", 0, 0)
                + SpanSize.OfBooleans("", 1) - SpanSize.OfBooleans("", 0) + (2 * (SpanSize.OfNumbers("", 1) - SpanSize.OfNumbers("", 0)));
            _weightElements = SpanSize.OfNumbers("", 1) - SpanSize.OfNumbers("", 0);
        }

        _example = SpanSize.OfFrame(ExampleSpan) + common + Numbers(ExampleIndex, IsFlipped, ExampleLoss, ExampleLogitWeight);
    }

    /// <summary>The step's own span.</summary>
    public long Step { get; }

    /// <summary>The number of weighting spans of a step.</summary>
    public static int WeightingSpans(long batchSize) => (int)Math.Max(1, (batchSize + MaxArrayExamples - 1) / MaxArrayExamples);

    /// <summary>A weighting span.</summary>
    /// <param name="count">Its examples.</param>
    /// <param name="measured">Whether it has their total weights.</param>
    public long Weighting(long count, bool measured) =>
        _scalars + _arrays + (count * _arrayElements) + (measured ? _weightScalars + (count * _weightElements) : 0);

    /// <summary>The span of one example.</summary>
    public long Example(bool measured) => _example + (measured ? SpanSize.OfNumber(ExampleWeight) : 0);

    private const string TelemetryStep = Contracts.Telemetry.TelemetryNames.Step;

    private static long Numbers(params ReadOnlySpan<string> names)
    {
        var size = 0L;
        foreach (var name in names) size += SpanSize.OfNumber(name);
        return size;
    }
}
