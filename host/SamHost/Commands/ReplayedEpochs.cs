using SamHost.Contracts.Training;
using SamHost.Runs.Results;
using SamHost.Telemetry;

namespace SamHost.Commands;

/// <summary>A run's files as the events that its training made of it.</summary>
internal sealed class ReplayedEpochs
{
    private readonly RecordedRun _run;
    private readonly string[] _metrics;

    /// <summary>Of a run that is complete.</summary>
    public ReplayedEpochs(RecordedRun run)
    {
        _run = run;
        _metrics = [.. run.MetricUnits.Keys];
        var (ids, steps) = Read(run);
        Run = new TracedRun(
            run.Id, run.Study, run.Optimizer, run.Label, run.Seed, run.Epochs, steps, ids, run.NoiseRate, run.PerturbationRadius,
            _metrics);
    }

    /// <summary>What its spans say of it.</summary>
    public TracedRun Run { get; }

    /// <summary>How it ended.</summary>
    public RunCompleted Result => new(
        _run.Epochs, _run.PeakTestAccuracy, _run.PeakEpoch,
        EvaluationAt(Enumerable.Range(0, _run.Metrics.Epochs.Count).Last(row => EvaluationAt(row) is not null))!,
        TimeSpan.FromSeconds(_run.Seconds), null);

    /// <summary>Its epochs, each with its steps; without any where its examples were not recorded.</summary>
    /// <param name="duration">The time of an epoch.</param>
    public IEnumerable<(EpochCompleted Epoch, IReadOnlyList<(TracedStep Step, bool[]? IsFlipped)> Steps)> In(TimeSpan duration)
    {
        using var recorded = _run.Examples.Epochs().GetEnumerator();
        var examples = recorded.MoveNext() ? recorded.Current : null;
        foreach (var (row, number) in _run.Metrics.Epochs.Index())
        {
            while (examples is not null && examples.Epoch < number) examples = recorded.MoveNext() ? recorded.Current : null;
            var rate = At("learning_rate", row) ?? double.NaN;
            var epoch = new EpochCompleted(number, At("train_loss", row) ?? double.NaN, rate, duration, EvaluationAt(row));
            yield return (epoch, examples?.Epoch == number && examples.Step is not null ? Steps(examples, rate, duration) : []);
        }
    }

    private static (string[] Ids, int Steps) Read(RecordedRun run)
    {
        if (run.Examples.Epochs().FirstOrDefault() is not { } epoch) return ([], 0);
        // Those that were set aside for validation are in no epoch.
        var ids = new string[epoch.Index.Max() + 1];
        Array.Fill(ids, "");
        foreach (var (place, index) in epoch.Index.Index()) ids[index] = epoch.Id[place];
        return (ids, epoch.Step?.Distinct().Count() ?? 0);
    }

    private static List<(TracedStep Step, bool[]? IsFlipped)> Steps(ExampleEpoch epoch, double learningRate, TimeSpan duration)
    {
        var steps = Enumerable.Range(0, epoch.Count).GroupBy(place => epoch.Step![place]).OrderBy(step => step.Key).ToList();
        return
        [
            .. steps.Select(step =>
            {
                int[] places = [.. step];
                T[] Of<T>(T[] column) => [.. places.Select(place => column[place])];
                var values = new PerExampleValues
                {
                    Indices = [.. places.Select(place => (long)epoch.Index[place])],
                    Loss = Of(epoch.Loss),
                    Margin = Of(epoch.Margin ?? new double[epoch.Count]),
                    LogitWeight = Of(epoch.LogitWeight),
                    Weight = epoch.Weight is { } weights ? Of(weights) : null,
                    GradientNorm = epoch.GradientNorm is { } norms ? Of(norms) : null,
                };
                return (
                    new TracedStep(step.Key, learningRate, duration / steps.Count, values),
                    epoch.IsFlipped is { } flipped ? Of(flipped) : null);
            }),
        ];
    }

    private Evaluation? EvaluationAt(int row) => At("test_accuracy", row) is not { } accuracy ? null : new Evaluation
    {
        TestLoss = At("test_loss", row) ?? double.NaN,
        TestAccuracy = accuracy,
        TrainAccuracy = At("train_accuracy", row),
        TrainAccuracyClean = At("train_accuracy_clean", row),
        TrainAccuracyMislabelled = At("train_accuracy_mislabelled", row),
        TrainAccuracyMislabelledTrue = At("train_accuracy_mislabelled_true", row),
        Metrics = [.. _metrics.Select(name => At(name, row))],
    };

    private double? At(string column, int row) => _run.Metrics.Names.Contains(column) ? _run.Metrics.Column(column)[row] : null;
}
