using System.Diagnostics;
using System.Globalization;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// The run's own trace: a short root at once, a summary of each epoch, each evaluation, and the whole run at its end, which is the current
/// span outside of epochs; a crash loses the last alone. And the traces of the epochs, one after another, each linked to that root. Times
/// are the training loop's own: what other observers do at the end of an epoch is no part of them.
/// </summary>
internal sealed class RunTracer(
    TracedRun run, TelemetryOptions options, RunCounts counts, ActivityContext earlierStart, TimeProvider time)
{
    private const long RoomForOne = 2_800;
    private const long RoomForRun = 20_000;

    private readonly DateTime _started = time.GetUtcNow().UtcDateTime;
    private readonly ExtremeExamples _extremes = new();
    private readonly TurningPoints _turningPoints = new();
    private readonly string _name = $"{run.Label} seed {run.Seed}";
    private Activity? _run;
    private BudgetedTrace? _trace;
    private BudgetedTrace? _epochTrace;
    private StepTracer? _steps;
    private ActivityContext _start;
    private ActivityContext _epoch;
    private DateTime _epochStarted;
    private DateTime _ended;
    private int _number;
    private RunCompleted? _result;
    private Exception? _reason;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>The run's short root; the default where tracing is off.</summary>
    public ActivityContext Root => _start;

    /// <summary>Starts the run's trace.</summary>
    public void Start()
    {
        _trace = new BudgetedTrace(StartRunPart, time);
        _trace.Prepare(spans: 2, bytes: RoomForRun);
        _trace.Take(RoomForRun);
        _run = Begin(TelemetryNames.RunSpan, _start, _started);
        _steps = new StepTracer(run, options, time, (name, parent, start) => Begin(name, parent, start));
    }

    public void EpochStarting(int epoch)
    {
        (_number, _epochStarted, _epoch) = (epoch, Now, default);
        _epochTrace = new BudgetedTrace(StartEpochPart, time);
        _epochTrace.Prepare(spans: 1, bytes: 0);
        // Logs of plugins during the epoch carry this span's ids.
        Activity.Current = _epochTrace.Root;
    }

    /// <summary>An epoch whose steps are not traced: it has a summary only.</summary>
    public void EpochSkipped(int epoch) => (_number, _epochStarted, _epoch) = (epoch, Now, default);

    /// <summary>Makes the spans of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="isFlipped">Whether each of its examples is mislabelled; null where that is unknown.</param>
    /// <param name="during">Called while the weighting's span is the current one.</param>
    public void StepCompleted(TracedStep step, bool[]? isFlipped, Action during)
    {
        var places = ExtremeExamples.ByWeight(step.Values);
        _steps!.Trace(step, isFlipped, places, _epochTrace!, during);
        _extremes.Add(step.Values, run.Ids, isFlipped, places);
        _turningPoints.StepCompleted(step.Values, isFlipped);
        Activity.Current = _epochTrace!.Root;
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        var stepsEnded = _epochStarted + epoch.Duration;
        var evaluated = stepsEnded + epoch.EvaluationDuration;
        var root = _epochTrace?.Root;
        Activity.Current = _run;
        var summary = Add(TelemetryNames.EpochSummarySpan, _epochStarted, _epoch);
        _extremes.Close(root, summary);
        _turningPoints.EpochCompleted(epoch.Epoch, epoch.Evaluation, evaluated, _run, summary);
        root?.AddTag(TelemetryNames.Loss, epoch.TrainLoss);
        root?.SetEndTime(evaluated);
        _epochTrace?.End();
        _epochTrace = null;
        if (summary is not null)
        {
            summary.DisplayName = SummaryName(epoch);
            summary.AddTag(TelemetryNames.Loss, epoch.TrainLoss);
            summary.AddTag(TelemetryNames.LearningRate, epoch.LearningRate);
            if (epoch.Evaluation is { } evaluation) AddResults(summary, evaluation);
            summary.SetEndTime(evaluated);
            summary.Stop();
        }

        Activity.Current = _run;
        if (epoch.Evaluation is not { } result || Add(TelemetryNames.EvaluateSpan, stepsEnded) is not { } evaluate) return;
        evaluate.DisplayName = $"evaluate epoch {epoch.Epoch}";
        AddResults(evaluate, result);
        evaluate.AddTag(TelemetryNames.TestLoss, result.TestLoss);
        evaluate.SetEndTime(evaluated);
        evaluate.Stop();
    }

    /// <summary>A checkpoint was written.</summary>
    public void CheckpointWritten(DateTime began)
    {
        var current = Activity.Current;
        Activity.Current = null;
        Add(TelemetryNames.CheckpointSpan, began)?.Stop();
        Activity.Current = current;
        // The last one belongs to the run.
        if (_ended != default) _ended = Now;
    }

    public void RunCompleted(RunCompleted result) => (_result, _ended) = (result, Now);

    /// <summary>The run failed or was cancelled; perhaps after it was said to be complete, where another observer then failed.</summary>
    public void RunFailed(Exception reason) => (_reason, _ended) = (reason, Now);

    /// <summary>Ends the run's trace, once no observer can fail it any more.</summary>
    public void End()
    {
        var isCancelled = _reason is OperationCanceledException;
        var failure = isCancelled ? null : _reason?.Message ?? (_result is null ? "It neither completed nor failed." : null);
        // Stopped in the middle of an epoch: its root is all that is missing of it.
        if (failure is not null) _epochTrace?.Root?.SetStatus(ActivityStatusCode.Error, failure);
        _epochTrace?.End();
        if (_run is { } span)
        {
            span.SetTag(TelemetryNames.Epoch, _number);
            _turningPoints.End(span);
            if (isCancelled) span.AddTag(TelemetryNames.StopReason, "cancelled");
            if (_result is not null) AddResults(span, _result.Final);
            if (_result?.StopReason is { } reason) span.AddTag(TelemetryNames.StopReason, reason);
            if (failure is not null) span.SetStatus(ActivityStatusCode.Error, failure);
            else if (!isCancelled) span.SetStatus(ActivityStatusCode.Ok);
            if (_ended != default) span.SetEndTime(_ended);
            span.Stop();
        }

        Activity.Current = null;
        _trace?.End();
    }

    /// <summary>Starts a span of the run's trace.</summary>
    private Activity? Add(string name, DateTime startTime, ActivityContext linked = default)
    {
        _trace!.Prepare(1, RoomForOne);
        _trace.Take(RoomForOne);
        return Begin(name, _trace.Parts == 1 ? _start : _trace.Root?.Context ?? default, startTime, linked);
    }

    // What lists of traces show is the root's name alone.
    private string Named(string what, int part) => part == 1 ? $"{_name}: {what}" : $"{_name}: {what}, part {part}";

    private static string SummaryName(EpochCompleted epoch)
    {
        if (epoch.Evaluation is not { } evaluation) return $"epoch {epoch.Epoch}";
        var test = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}: test {100 * evaluation.TestAccuracy:0.0} %");
        return evaluation.TrainAccuracyMislabelled is { } memorised
            ? string.Create(CultureInfo.InvariantCulture, $"{test}, memorised {100 * memorised:0.0} %")
            : test;
    }

    private void AddResults(Activity span, Evaluation evaluation)
    {
        span.AddTag(TelemetryNames.Accuracy + "." + TelemetryNames.TestSplit, evaluation.TestAccuracy);
        if (evaluation.TrainAccuracy is { } train) span.AddTag(TelemetryNames.Accuracy + "." + TelemetryNames.TrainSplit, train);
        if (evaluation.TrainAccuracyClean is { } clean) span.AddTag(TelemetryNames.Accuracy + "." + TelemetryNames.CleanSplit, clean);
        if (evaluation.TrainAccuracyMislabelled is { } mislabelled)
            span.AddTag(TelemetryNames.Accuracy + "." + TelemetryNames.MislabelledSplit, mislabelled);
        foreach (var (metric, value) in run.Metrics.Zip(evaluation.Metrics))
        {
            if (value is { } number) span.AddTag(TelemetryNames.Metric + metric, number);
        }
    }

    private Activity? StartRunPart(int part)
    {
        Activity.Current = null;
        var linked = part > 1 ? _start : earlierStart;
        var span = Begin(TelemetryNames.RunStartSpan, default, Now, linked);
        if (span is not null)
        {
            span.AddTag(TelemetryNames.Study, run.Study);
            span.AddTag(TelemetryNames.Label, run.Label);
            span.AddTag(TelemetryNames.Seed, run.Seed);
            span.AddTag(TelemetryNames.Epochs, run.Epochs);
            span.AddTag(TelemetryNames.StepsPerEpoch, run.StepsPerEpoch);
            if (run.NoiseRate is { } rate) span.AddTag(TelemetryNames.NoiseRate, rate);
            if (run.Rho is { } radius) span.AddTag(TelemetryNames.Rho, radius);
            span.DisplayName = Named("run start", part);
            if (part > 1) span.AddTag(TelemetryNames.TracePart, part);
            else _start = span.Context;
            // At once: it can be found from now on, and a crash does not lose it.
            span.SetEndTime(Now);
            span.Stop();
            Activity.Current = _run;
        }

        return span;
    }

    private Activity? StartEpochPart(int part)
    {
        Activity.Current = null;
        var span = Begin(TelemetryNames.EpochSpan, default, part == 1 ? _epochStarted : Now, _start);
        if (span is not null) span.DisplayName = Named($"epoch {_number}", part);
        if (part > 1) span?.AddTag(TelemetryNames.TracePart, part);
        else _epoch = span?.Context ?? default;
        return span;
    }

    private Activity? Begin(string name, ActivityContext parent, DateTime startTime, ActivityContext linked = default)
    {
        ActivityLink[]? links = linked == default ? null : [new ActivityLink(linked)];
        var span = Instrumentation.Source.StartActivity(name, ActivityKind.Internal, parent, null, links, startTime);
        if (span is null) return null;
        counts.Mark(span);
        span.AddTag(TelemetryNames.Span, name);
        span.AddTag(TelemetryNames.RunId, run.Id);
        span.AddTag(TelemetryNames.Epoch, _number);
        span.AddTag(TelemetryNames.Optimizer, run.Optimizer);
        return span;
    }
}
