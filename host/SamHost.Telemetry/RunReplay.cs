using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// Traces a run that was recorded, with the times that it is told: into any collector, long after the run. Disposing it sends the rest.
/// </summary>
public sealed class RunReplay : IDisposable
{
    private readonly Clock _clock;
    private readonly RunTracer _tracer;
    // A queue holds some megabytes, which an epoch of a large data set exceeds.
    private const int ExamplesBetweenFlushes = 8_192;

    private readonly Func<bool> _flush;
    private long _waiting;

    internal RunReplay(TracedRun run, TelemetryOptions options, RunCounts counts, DateTimeOffset started, Func<bool> flush)
    {
        (_clock, _flush) = (new Clock { Now = started }, flush);
        _tracer = new RunTracer(run, options, counts, default, _clock);
        _tracer.Start();
    }

    /// <summary>Traces an epoch. It is sent when this returns.</summary>
    /// <param name="epoch">The epoch; its steps take its duration, one as long as the other.</param>
    /// <param name="steps">
    /// Its steps, with whether each of their examples is mislabelled (null where that is unknown); none for an epoch that was not recorded,
    /// which has a summary only.
    /// </param>
    /// <returns>Whether the collector took it in time.</returns>
    public bool Epoch(EpochCompleted epoch, IEnumerable<(TracedStep Step, bool[]? IsFlipped)> steps)
    {
        var ends = _clock.Now + epoch.Duration + epoch.EvaluationDuration;
        var isTraced = false;
        foreach (var (step, isFlipped) in steps)
        {
            if (!isTraced) _tracer.EpochStarting(epoch.Epoch);
            isTraced = true;
            _clock.Now += step.Duration;
            _tracer.StepCompleted(step, isFlipped, () => { });
            _waiting += step.Values.Indices.Length;
            if (_waiting < ExamplesBetweenFlushes) continue;
            _waiting = 0;
            if (!_flush()) return false;
        }

        if (!isTraced) _tracer.EpochSkipped(epoch.Epoch);
        _clock.Now = ends;
        _tracer.EpochCompleted(epoch);
        return _flush();
    }

    /// <summary>The run has ended.</summary>
    public void Completed(RunCompleted result) => _tracer.RunCompleted(result);

    /// <summary>The replay ends before the run's end, which is no failure of the run.</summary>
    public void Cancelled() => _tracer.RunFailed(new OperationCanceledException());

    public void Dispose()
    {
        _tracer.End();
        _flush();
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
