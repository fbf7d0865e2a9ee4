using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Telemetry;

/// <summary>Traces and measures one run, from what its optimizer's steps return. No failure in it fails the run.</summary>
/// <remarks>A resumed run links its root to the one that it had before (<c>earlierStart</c>).</remarks>
internal sealed class TelemetryObserver(
    TelemetryOptions options,
    double? rho,
    RunCounts counts,
    RunMeter meter,
    bool traces,
    ILogger study,
    ILogger host,
    ActivityContext earlierStart) : IStepWeightObserver, ICheckpointed, IDisposable
{
    private const string TraceKey = "trace";
    private const string SpanKey = "span";

    private HashSet<long> _watched = [];
    private TrainingRun? _run;
    private RunTracer? _tracer;
    private bool _isBroken;

    public bool NeedsWeights(long step, Tensor indices) =>
        !_isBroken
        && (options.Level == TelemetryLevel.Full || step % options.EveryNthStep == 0 || (_watched.Count > 0 && AnyWatched(indices)));

    public ObserverStage Stage => ObserverStage.Follow;

    public void RunStarting(TrainingRun run) => Try(() =>
    {
        _run = run;
        _watched = options.WatchExamples.Length == 0 ? [] : Watched(run);
        meter.RunStarting(run);
        if (traces) _tracer = new RunTracer(TracedRun.Of(run, rho), options, counts, earlierStart, TimeProvider.System);
        _tracer?.Start();
        study.LogInformation(
            "Run {Run} of the study {Study} starts: {Optimizer}, seed {Seed}, {Epochs} epochs",
            run.Id, run.Study, run.Optimizer, run.Seed, run.Epochs);
    });

    public void EpochStarting(int epoch) => Try(() =>
    {
        _tracer?.EpochStarting(epoch);
        meter.EpochStarting(epoch);
    });

    public void StepCompleted(StepCompleted step) => Try(() =>
    {
        var indices = step.Values.Indices;
        bool[]? isFlipped = _run!.Training.TrueLabels is null ? null : new bool[indices.Length];
        for (var i = 0; i < isFlipped?.Length; i++) isFlipped[i] = _run.Training.IsFlipped((int)indices[i])!.Value;
        // Inside of the weighting's span, so that the exemplars of the histograms lead to it.
        void Measure() => meter.StepCompleted(step, isFlipped);
        if (_tracer is null) Measure();
        else _tracer.StepCompleted(new(step.Step, step.LearningRate, step.Duration, step.Values), isFlipped, Measure);
    });

    public void EpochCompleted(EpochCompleted epoch) => Try(() =>
    {
        meter.EpochCompleted(epoch);
        _tracer?.EpochCompleted(epoch);
    });

    public void RunCompleted(RunCompleted result) => Try(() =>
    {
        _tracer?.RunCompleted(result);
        study.LogInformation(
            "Run {Run} ended after {Epochs} epochs: test accuracy {TestAccuracy}, at its peak {PeakTestAccuracy}",
            _run!.Id, result.EpochsCompleted, result.Final.TestAccuracy, result.PeakTestAccuracy);
    });

    public void RunFailed(Exception reason) => Try(() =>
    {
        _tracer?.RunFailed(reason);
        if (_run is null) return;
        if (reason is OperationCanceledException) study.LogWarning("Run {Run} was cancelled", _run.Id);
        else study.LogError(reason, "Run {Run} failed: {Reason}", _run.Id, reason.Message);
    });

    public void CheckpointWritten(DateTime began) => Try(() => _tracer?.CheckpointWritten(began));

    public void Save(CheckpointedState state) => Try(() =>
    {
        if (_tracer?.Root is not { } root || root == default) return;
        (state.Values[TraceKey], state.Values[SpanKey]) = (root.TraceId.ToHexString(), root.SpanId.ToHexString());
    });

    // The run's start has linked to the earlier trace.
    public void Restore(CheckpointedState state)
    {
    }

    /// <summary>The root of the trace of the run that is resumed; the default where it had none.</summary>
    public static ActivityContext StartOf(CheckpointedState? state) =>
        (string?)state?.Values[TraceKey] is { } trace && (string?)state.Values[SpanKey] is { } span
            ? new(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(span), ActivityTraceFlags.Recorded)
            : default;

    // The run's span is sent once, when no observer can change its outcome any more.
    public void Dispose()
    {
        var tracer = _tracer;
        (_tracer, _isBroken) = (null, false);
        Try(() => tracer?.End());
    }

    // Which examples are in the training part differs from seed to seed: one that is not in this one's is no mistake.
    private HashSet<long> Watched(TrainingRun run)
    {
        var ids = options.WatchExamples.ToHashSet();
        return [.. run.Training.Ids.Index().Where(example => ids.Contains(example.Item)).Select(example => (long)example.Index)];
    }

    private bool AnyWatched(Tensor indices)
    {
        foreach (var index in indices.data<long>())
        {
            if (_watched.Contains(index)) return true;
        }

        return false;
    }

    private void Try(Action work)
    {
        if (_isBroken) return;
        try
        {
            work();
        }
        catch (Exception e)
        {
            _isBroken = true;
            host.LogWarning("Telemetry of this run ends here, the run continues: {Reason}", e.Message);
        }
    }
}
