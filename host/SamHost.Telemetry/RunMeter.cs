using System.Diagnostics.Metrics;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// The measurements of a run. Their tags are the optimizer's name, the study's, the seed and the run's hash: few, and no free text. Its
/// series are sent a last time once this is disposed, and no more. (Those of one meter for all runs would be sent until the end of the
/// study, more with every run.)
/// </summary>
internal sealed class RunMeter : IDisposable
{
    /// <summary>The most series that an instrument has: the splits of the accuracy.</summary>
    public const int MaxSeries = 4;

    private readonly Meter _meter = new(TelemetryNames.Source, Instrumentation.Version);
    private readonly Histogram<double> _weight;
    private readonly Histogram<double> _logitWeight;
    private readonly Histogram<double> _loss;
    private readonly Histogram<double> _stepDuration;
    private readonly Counter<long> _examples;
    private readonly Gauge<double> _accuracy;
    private readonly Gauge<long> _currentEpoch;
    private IReadOnlyList<Gauge<double>> _metrics = [];
    private readonly string _hash;
    private KeyValuePair<string, object?>[] _run = [];
    private KeyValuePair<string, object?>[] _clean = [];
    private KeyValuePair<string, object?>[] _mislabelled = [];

    public RunMeter(string hash)
    {
        _hash = hash;
        _weight = Histogram(
            TelemetryNames.ExampleWeight,
            null,
            "Total weight of an example in a step: the norm of its gradient at w + eps over that at w.");
        _logitWeight = Histogram(
            TelemetryNames.ExampleLogitWeight,
            null,
            "Logit weight of an example in a step: the norm of its logit scale at w + eps over that at w.");
        _loss = Histogram(TelemetryNames.ExampleLoss, null, "Loss of an example in a step at w, in nats.");
        _stepDuration = Histogram(
            TelemetryNames.StepDuration, "s", "Time that the optimizer took for a training step; on an accelerator, to launch it.");
        _examples = _meter.CreateCounter<long>(TelemetryNames.Examples, null, "Examples trained on.");
        _accuracy = _meter.CreateGauge<double>(
            TelemetryNames.Accuracy,
            null,
            "Accuracy at the last evaluation, 0 to 1; on mislabelled training examples, against their wrong labels.");
        _currentEpoch = _meter.CreateGauge<long>(TelemetryNames.CurrentEpoch, null, "Epoch that a run is in.");
    }

    public void RunStarting(TrainingRun run)
    {
        _run =
        [
            new(TelemetryNames.Optimizer, run.Optimizer), new(TelemetryNames.RunHash, _hash), new(TelemetryNames.Seed, run.Seed),
            new(TelemetryNames.Study, run.Study),
        ];
        _metrics = [
            .. run.Metrics.Select(metric => _meter.CreateGauge<double>(
                TelemetryNames.Metric + metric.Name, metric.Unit == "1" ? null : metric.Unit,
                "A metric of the study at the last evaluation."))];
        // In the order of the names, which the SDK would otherwise sort for each point.
        _clean = [new(TelemetryNames.IsFlipped, false), .. _run];
        _mislabelled = [new(TelemetryNames.IsFlipped, true), .. _run];
    }

    public void Dispose() => _meter.Dispose();

    public void EpochStarting(int epoch) => _currentEpoch.Record(epoch, _run);

    public void StepCompleted(StepCompleted step, bool[]? isFlipped)
    {
        var values = step.Values;
        _stepDuration.Record(step.Duration.TotalSeconds, _run);
        _examples.Add(values.Indices.Length, _run);
        Record(_loss, values.Loss, isFlipped);
        Record(_logitWeight, values.LogitWeight, isFlipped);
        if (values.Weight is { } weights) Record(_weight, weights, isFlipped);
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (epoch.Evaluation is not { } evaluation) return;
        Accuracy(TelemetryNames.TestSplit, evaluation.TestAccuracy);
        Accuracy(TelemetryNames.TrainSplit, evaluation.TrainAccuracy);
        Accuracy(TelemetryNames.CleanSplit, evaluation.TrainAccuracyClean);
        Accuracy(TelemetryNames.MislabelledSplit, evaluation.TrainAccuracyMislabelled);
        foreach (var (gauge, value) in _metrics.Zip(evaluation.Metrics))
        {
            if (value is { } number && double.IsFinite(number)) gauge.Record(number, _run);
        }
    }

    private Histogram<double> Histogram(string name, string? unit, string description) =>
        _meter.CreateHistogram<double>(name, unit, description);

    private void Accuracy(string split, double? value)
    {
        if (value is { } accuracy) _accuracy.Record(accuracy, [.. _run, new(TelemetryNames.Split, split)]);
    }

    private void Record(Histogram<double> histogram, double[] values, bool[]? isFlipped)
    {
        if (!histogram.Enabled) return;
        for (var i = 0; i < values.Length; i++)
        {
            // A run that diverges has losses that are no numbers, which would spoil the histogram's sum for good.
            if (double.IsFinite(values[i])) histogram.Record(values[i], isFlipped is null ? _run : isFlipped[i] ? _mislabelled : _clean);
        }
    }
}
