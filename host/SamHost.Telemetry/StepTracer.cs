using System.Diagnostics;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// The spans of a step: itself, its weighting with figures and arrays, and examples by themselves where level or watch list ask for them.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="options">Level, watch list, every how many steps.</param>
/// <param name="time">The clock.</param>
/// <param name="begin">Starts a span of the run.</param>
internal sealed class StepTracer(
    TracedRun run, TelemetryOptions options, TimeProvider time, Func<string, ActivityContext, DateTime, Activity?> begin)
{
    private readonly HashSet<string> _watched = [.. options.WatchExamples];
    private readonly StepSize _size = new(options.Level, run.Id, run.Optimizer, run.LongestId);

    /// <summary>Makes the spans.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isFlipped">Whether each of its examples is mislabelled; null where that is unknown.</param>
    /// <param name="places">Its examples, the heaviest first.</param>
    /// <param name="trace">The epoch's trace.</param>
    /// <param name="during">Called while the weighting's span is the current one.</param>
    public void Trace(TracedStep step, bool[]? isFlipped, int[] places, BudgetedTrace trace, Action during)
    {
        if (trace.Root is null)
        {
            during();
            return;
        }

        var (values, end) = (step.Values, time.GetUtcNow().UtcDateTime);
        var start = end - step.Duration;
        var (count, measured) = (values.Indices.Length, values.Weight is not null);
        // As texts once: of numbered examples each reading makes one.
        string[]? ids = options.Level >= TelemetryLevel.Arrays ? [.. values.Indices.Select(IdOf)] : null;
        var examples = ChosenExamples(step.Step, values, places);
        trace.Prepare(
            1 + StepSize.WeightingSpans(count) + examples.Count,
            _size.Step + _size.Weighting(count, measured) + (examples.Count * _size.Example(measured)));

        trace.Take(_size.Step);
        var own = begin(TelemetryNames.StepSpan, trace.Root?.Context ?? default, start);
        own?.AddTag(TelemetryNames.Step, step.Step);
        own?.AddTag(TelemetryNames.LearningRate, step.LearningRate);
        own?.AddTag(TelemetryNames.Loss, Distribution.Mean(values.Loss));
        own?.AddTag(TelemetryNames.BatchSize, count);

        var weighting = own;
        // Where the budget ended a trace in the midst of the step: what follows belongs to the next one.
        Activity? moved = null;
        for (var from = 0; from < count; from += StepSize.MaxArrayExamples)
        {
            var to = Math.Min(from + StepSize.MaxArrayExamples, count);
            moved = trace.Take(_size.Weighting(to - from, measured)) ?? moved;
            var span = begin(TelemetryNames.WeightingSpan, (moved ?? own)?.Context ?? default, start);
            if (from == 0)
            {
                weighting = span;
                Describe(span, step, isFlipped, places);
            }
            else if (span is not null)
            {
                span.DisplayName = weighting?.DisplayName ?? TelemetryNames.WeightingSpan;
            }

            if (options.Level >= TelemetryLevel.Arrays) AddArrays(span, values, ids!, isFlipped, from..to);
            if (from == 0) during();
            span?.SetEndTime(end);
            span?.Stop();
        }

        foreach (var (rank, place) in examples.Index())
        {
            moved = trace.Take(_size.Example(measured)) ?? moved;
            // Viewers order spans by when they start.
            var span = begin(TelemetryNames.ExampleSpan, (moved ?? weighting)?.Context ?? default, start.AddMicroseconds(rank));
            TraceExample(step.Step, values, place, isFlipped?[place], span, end);
        }

        own?.SetEndTime(end);
        own?.Stop();
    }

    /// <summary>The places of the examples that have a span of their own, the heaviest first.</summary>
    private List<int> ChosenExamples(long step, PerExampleValues values, int[] places)
    {
        var isEach = options.Level == TelemetryLevel.Full || (options.Level == TelemetryLevel.Sampled && step % options.EveryNthStep == 0);
        if (!isEach && _watched.Count == 0) return [];
        return [.. places.Where(place => isEach || _watched.Contains(IdOf(values.Indices[place])))];
    }

    private void Describe(Activity? span, TracedStep step, bool[]? isFlipped, int[] places)
    {
        if (span is not { IsAllDataRequested: true }) return;
        if (options.Level >= TelemetryLevel.Arrays) ExtremeExamples.AddTo(span, step.Values, run.Ids, isFlipped, places);
        WeightingDescription.Add(span, step, isFlipped, run.Rho);
    }

    private static void AddArrays(Activity? span, PerExampleValues values, string[] ids, bool[]? isFlipped, Range part)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.AddTag(TelemetryNames.ExampleId, Part(ids, part));
        if (isFlipped is not null) span.AddTag(TelemetryNames.IsFlipped, Part(isFlipped, part));
        span.AddTag(TelemetryNames.ExampleLoss, Part(values.Loss, part));
        span.AddTag(TelemetryNames.ExampleLogitWeight, Part(values.LogitWeight, part));
        if (values.Weight is { } weights) span.AddTag(TelemetryNames.ExampleWeight, Part(weights, part));
    }

    private string IdOf(long index) => run.Ids[(int)index];

    // Values never change: the whole of them need not be copied.
    private static T[] Part<T>(T[] values, Range part) => part.Equals(..values.Length) ? values : values[part];

    private void TraceExample(long step, PerExampleValues values, int place, bool? isFlipped, Activity? span, DateTime end)
    {
        if (span is null) return;
        span.DisplayName = isFlipped switch { true => "mislabelled example", false => "clean example", null => "example" };
        span.AddTag(TelemetryNames.Step, step);
        span.AddTag(TelemetryNames.ExampleId, IdOf(values.Indices[place]));
        if (isFlipped is { } flipped) span.AddTag(TelemetryNames.IsFlipped, flipped);
        span.AddTag(TelemetryNames.ExampleLoss, values.Loss[place]);
        span.AddTag(TelemetryNames.ExampleLogitWeight, values.LogitWeight[place]);
        if (values.Weight is { } weights) span.AddTag(TelemetryNames.ExampleWeight, weights[place]);
        span.SetEndTime(end > span.StartTimeUtc ? end : span.StartTimeUtc);
        span.Stop();
    }
}
