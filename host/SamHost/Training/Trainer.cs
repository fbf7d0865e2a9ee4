using System.Diagnostics;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Trains one run and tells its observers, in the order that <see cref="ITrainingObserver"/> promises.</summary>
public sealed class Trainer(RunScene scene)
{
    private readonly Evaluator _evaluator = Evaluator.BesideTraining(scene.Data, scene.BatchSize);
    private readonly TrainingRun _run = scene.Run;
    private long _step;

    /// <summary>Trains to the end.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the step in progress was finished, and observers were told.</exception>
    /// <exception cref="ComponentFailedException">A component of the run threw; observers were told.</exception>
    public RunCompleted Train(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var started = 0;
        try
        {
            foreach (var observer in scene.Observers)
            {
                started++;
                Tell(observer, nameof(observer.RunStarting), () => observer.RunStarting(_run));
            }

            var result = TrainEpochs(clock, cancellation);
            TellAll(nameof(ITrainingObserver.RunCompleted), observer => observer.RunCompleted(result));
            return result;
        }
        catch (Exception reason)
        {
            // Observers that fail now cannot hide the reason.
            foreach (var observer in scene.Observers.Take(started))
            {
                try
                {
                    observer.RunFailed(reason);
                }
                catch (Exception)
                {
                    continue;
                }
            }

            throw;
        }
    }

    private RunCompleted TrainEpochs(Stopwatch clock, CancellationToken cancellation)
    {
        Evaluation? last = null;
        var (peak, peakEpoch, epoch, evaluatedEpoch) = (double.NegativeInfinity, 0, 0, 0);
        while (epoch < _run.Epochs && _run.StopReason is null)
        {
            epoch++;
            var number = epoch;
            TellAll(nameof(ITrainingObserver.EpochStarting), observer => observer.EpochStarting(number));
            var (loss, learningRate, duration) = TrainEpoch(epoch, cancellation);
            var evaluating = Stopwatch.GetTimestamp();
            var evaluation = scene.EvaluatesAt(epoch) || epoch == _run.Epochs ? _evaluator.Evaluate(_run.Model) : null;
            var evaluationDuration = evaluation is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(evaluating);
            if (evaluation?.TestAccuracy > peak) (peak, peakEpoch) = (evaluation.TestAccuracy, epoch);
            if (evaluation is not null) (last, evaluatedEpoch) = (evaluation, epoch);
            var completed = new EpochCompleted(epoch, loss, learningRate, duration, evaluation) { EvaluationDuration = evaluationDuration };
            TellAll(nameof(ITrainingObserver.EpochCompleted), observer => observer.EpochCompleted(completed));
        }

        // The result is that of the last weights: an observer may have replaced them, or stopped the run between two evaluations.
        if (_run.WeightsWereReplaced || last is null || evaluatedEpoch < epoch)
        {
            last = _evaluator.Evaluate(_run.Model);
            if (last.TestAccuracy > peak) (peak, peakEpoch) = (last.TestAccuracy, epoch);
        }

        return new RunCompleted(epoch, peak, peakEpoch, last, clock.Elapsed, _run.StopReason);
    }

    private (double Loss, double LearningRate, TimeSpan Duration) TrainEpoch(int epoch, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        using var generator = new Generator((ulong)scene.Seeds.Order(epoch), CPU);
        var count = scene.Data.TrainingIndices.shape[0];
        var order = scene.Data.TrainingIndices.index_select(0, randperm(count, generator: generator));
        // Summed on the device: reading a loss at every step would make an accelerator wait.
        var lossSum = zeros(1, ScalarType.Float64, scene.Data.Inputs.device);
        var learningRate = scene.BaseRule.LearningRate;
        for (var start = 0L; start < count; start += scene.BatchSize)
        {
            learningRate = scene.BaseRule.LearningRate;
            using var indices = order.narrow(0, start, Math.Min(scene.BatchSize, count - start));
            TrainStep(epoch, indices, learningRate, lossSum);
            cancellation.ThrowIfCancellationRequested();
        }

        return (lossSum.ToDouble() / count, learningRate, clock.Elapsed);
    }

    private void TrainStep(int epoch, Tensor indices, double learningRate, Tensor lossSum)
    {
        using var scope = NewDisposeScope();
        var onDevice = indices.to(scene.Data.Inputs.device);
        var batch = new Batch(scene.Data.Inputs.index_select(0, onDevice), scene.Data.GivenLabels.index_select(0, onDevice), indices);
        scene.Gradients.BeginStep(_step);
        var step = new TrainingStep
        {
            Batch = batch,
            Gradients = scene.Gradients,
            Parameters = scene.Parameters,
            BaseRule = scene.BaseRule,
            Epoch = epoch,
            Index = _step,
        };
        scene.Gradients.RecordNorms = scene.RecordsWeightsAt(epoch, _step, indices);
        var clock = Stopwatch.StartNew();
        using var results = TakeStep(step);
        var duration = clock.Elapsed;
        lossSum.add_(results.Loss.sum().to(ScalarType.Float64));
        var completed = new StepCompleted(epoch, _step, learningRate, batch, results) { Duration = duration };
        TellAll(nameof(ITrainingObserver.StepCompleted), observer => observer.StepCompleted(completed));
        _step++;
    }

    private PerExampleResults TakeStep(TrainingStep step)
    {
        try
        {
            var results = scene.Optimizer.Step(step) ?? throw new InvalidOperationException("it returned no results.");
            foreach (var tensor in new[] { results.Loss, results.Margin, results.LogitWeight, results.Weight, results.GradientNorm }.OfType<Tensor>())
            {
                if (!tensor.shape.SequenceEqual([step.Batch.Size]))
                    throw new InvalidOperationException($"one of its results has the shape [{string.Join(", ", tensor.shape)}]; it must be [{step.Batch.Size}].");
            }

            return results;
        }
        catch (Exception e) when (e is not ComponentException)
        {
            throw new ComponentFailedException($"The optimizer '{_run.Optimizer}'", nameof(scene.Optimizer.Step), e);
        }
    }

    private void TellAll(string call, Action<ITrainingObserver> tell)
    {
        foreach (var observer in scene.Observers) Tell(observer, call, () => tell(observer));
    }

    private static void Tell(ITrainingObserver observer, string call, Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception e)
        {
            throw new ComponentFailedException($"The observer {observer.GetType().Name}", call, e);
        }
    }
}
