using System.Diagnostics.Metrics;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>The measurements of a run. Their tags are the optimizer's name and the run's hash: few, and no free text.</summary>
internal sealed class RunMeter
{
    private readonly RunInstruments _instruments;
    private readonly KeyValuePair<string, object?>[] _run;
    private readonly KeyValuePair<string, object?>[] _clean;
    private readonly KeyValuePair<string, object?>[] _mislabelled;

    public RunMeter(RunInstruments instruments, string optimizer, string hash)
    {
        _instruments = instruments;
        _run = [new(TelemetryNames.Optimizer, optimizer), new(TelemetryNames.RunHash, hash)];
        // In the order of the names, which the SDK would otherwise sort for each point.
        _clean = [new(TelemetryNames.IsFlipped, false), .. _run];
        _mislabelled = [new(TelemetryNames.IsFlipped, true), .. _run];
    }

    public void EpochStarting(int epoch) => _instruments.CurrentEpoch.Record(epoch, _run);

    public void StepCompleted(StepCompleted step, bool[] isFlipped)
    {
        var values = step.Values;
        _instruments.StepDuration.Record(step.Duration.TotalSeconds, _run);
        _instruments.Examples.Add(isFlipped.Length, _run);
        Record(_instruments.ExampleLoss, values.Loss, isFlipped);
        Record(_instruments.ExampleLogitWeight, values.LogitWeight, isFlipped);
        if (values.Weight is { } weights) Record(_instruments.ExampleWeight, weights, isFlipped);
    }

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (epoch.Evaluation is not { } evaluation) return;
        Accuracy(TelemetryNames.TestSplit, evaluation.TestAccuracy);
        Accuracy(TelemetryNames.CleanSplit, evaluation.TrainAccuracyClean);
        Accuracy(TelemetryNames.MislabelledSplit, evaluation.TrainAccuracyMislabelled);
    }

    private void Accuracy(string split, double? value)
    {
        if (value is { } accuracy) _instruments.Accuracy.Record(accuracy, [.. _run, new(TelemetryNames.Split, split)]);
    }

    private void Record(Histogram<double> histogram, double[] values, bool[] isFlipped)
    {
        if (!histogram.Enabled) return;
        for (var i = 0; i < values.Length; i++)
        {
            // A run that diverges has losses that are no numbers, which would spoil the histogram's sum for good.
            if (double.IsFinite(values[i])) histogram.Record(values[i], isFlipped[i] ? _mislabelled : _clean);
        }
    }
}
