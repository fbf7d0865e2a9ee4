using System.Diagnostics;
using System.Runtime.InteropServices;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// When things happened in a run, as events of its span: the medians of the labels' weights cross, half of the mislabelled examples are
/// memorised, the test accuracy is at its peak. A resumed run has those since. Keeps 16 bytes an example of an epoch.
/// </summary>
internal sealed class TurningPoints
{
    // A run whose medians go back and forth says so often enough; viewers and the SDK take 128 events.
    private const int MaxCrossings = 50;

    private readonly LabelledWeights _total = new(TelemetryNames.WeightScalars);
    private readonly LabelledWeights _logit = new(TelemetryNames.LogitWeightScalars);
    private bool _isMemorised;
    private int _crossings;
    private (double Accuracy, int Epoch, DateTime At)? _peak;

    /// <summary>Keeps the weights of a step.</summary>
    public void StepCompleted(PerExampleValues values, bool[]? isFlipped)
    {
        if (isFlipped is null) return;
        _logit.Add(values.LogitWeight, isFlipped);
        if (values.Weight is { } weights) _total.Add(weights, isFlipped);
    }

    /// <summary>Adds what the epoch brought to the run's span, and the epoch's figures to its summary.</summary>
    public void EpochCompleted(int epoch, Evaluation? evaluation, DateTime at, Activity? run, Activity? summary)
    {
        foreach (var weights in new[] { _total, _logit })
        {
            var crossing = weights.Close(summary);
            if (crossing is null || ++_crossings > MaxCrossings) continue;
            crossing[TelemetryNames.Epoch] = epoch;
            run?.AddEvent(new ActivityEvent(TelemetryNames.MediansCrossEvent, at, crossing));
        }

        if (evaluation is null) return;
        if (_peak is null || evaluation.TestAccuracy > _peak.Value.Accuracy) _peak = (evaluation.TestAccuracy, epoch, at);
        if (_isMemorised || evaluation.TrainAccuracyMislabelled is not >= 0.5) return;
        _isMemorised = true;
        run?.AddEvent(new ActivityEvent(
            TelemetryNames.MemorisedEvent, at,
            new()
            {
                [TelemetryNames.Epoch] = epoch,
                [TelemetryNames.Accuracy + "." + TelemetryNames.MislabelledSplit] = evaluation.TrainAccuracyMislabelled,
            }));
    }

    /// <summary>Adds the peak, which is known at the end alone.</summary>
    public void End(Activity run)
    {
        if (_peak is not var (accuracy, epoch, at)) return;
        run.AddEvent(new ActivityEvent(
            TelemetryNames.PeakEvent, at,
            new() { [TelemetryNames.Epoch] = epoch, [TelemetryNames.Accuracy + "." + TelemetryNames.TestSplit] = accuracy }));
    }

    /// <summary>The weights of one kind that an epoch's steps measured.</summary>
    private sealed class LabelledWeights(string prefix)
    {
        private readonly List<double> _clean = [];
        private readonly List<double> _mislabelled = [];
        private readonly string _cleanName = prefix + TelemetryNames.Clean + TelemetryNames.P50;
        private readonly string _mislabelledName = prefix + TelemetryNames.Mislabelled + TelemetryNames.P50;
        private bool? _areCleanHeavier;

        public void Add(double[] weights, bool[] isFlipped)
        {
            for (var i = 0; i < weights.Length; i++) (isFlipped[i] ? _mislabelled : _clean).Add(weights[i]);
        }

        /// <summary>Ends an epoch.</summary>
        /// <returns>Where the other label is heavier than in the epochs before: which, and both medians; else null.</returns>
        public ActivityTagsCollection? Close(Activity? summary)
        {
            var (clean, mislabelled) = (MedianOf(_clean), MedianOf(_mislabelled));
            _clean.Clear();
            _mislabelled.Clear();
            if (clean is null || mislabelled is null || !double.IsFinite(mislabelled.Value / clean.Value)) return null;
            summary?.AddTag(_cleanName, clean);
            summary?.AddTag(_mislabelledName, mislabelled);
            summary?.AddTag(prefix + TelemetryNames.MedianRatio, mislabelled / clean);
            if (clean == mislabelled) return null;
            var (areCleanHeavier, earlier) = (clean > mislabelled, _areCleanHeavier);
            _areCleanHeavier = areCleanHeavier;
            if (earlier is null || earlier == areCleanHeavier) return null;
            return new()
            {
                [TelemetryNames.Verdict] = WeightingDescription.Heavier(areCleanHeavier, prefix == TelemetryNames.WeightScalars),
                [_cleanName] = clean,
                [_mislabelledName] = mislabelled,
            };
        }

        private static double? MedianOf(List<double> values)
        {
            if (values.Count == 0) return null;
            values.Sort();
            return Distribution.Quantile(CollectionsMarshal.AsSpan(values), 0.5);
        }
    }
}
